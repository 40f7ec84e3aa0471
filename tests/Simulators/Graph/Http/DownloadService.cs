using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>Pre-authenticated addresses: signed, expiring, and refused to whoever brings an Authorization header along.</summary>
internal sealed class DownloadService
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string UrlOf(GraphCall call, SimulatedDrive drive, int ordinal)
    {
        var expires = call.Options.Time.GetUtcNow() + call.Options.DownloadUrlLifetime;
        return $"{call.Origin}/download/{Opaque(drive, ordinal)}?tempauth={Sign(drive, ordinal, expires.ToUnixTimeMilliseconds())}&ApiVersion=2.0";
    }

    public async Task ServeAsync(GraphCall call)
    {
        var response = call.Http.Response;
        if (call.Http.Request.Headers.Authorization.Count > 0)
        {
            response.StatusCode = 401;
            return;
        }

        var (drive, ordinal) = ReadOpaque(call.Tenant, call.Route.Item!);
        if (!IsSigned(call, drive, ordinal))
        {
            response.StatusCode = 401;
            return;
        }

        if (drive.GetItem(ordinal) is not { IsFolder: false } item)
            throw GraphException.DriveItemNotFound();
        await SendAsync(call, drive, item);
    }

    private static async Task SendAsync(GraphCall call, SimulatedDrive drive, DriveItemVersion item)
    {
        var response = call.Http.Response;
        var content = item.Content!;
        response.ContentType = MimeTypes.Of(item.Name);
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = $"\"{{{drive.Ids.ItemGuid(item.Ordinal).ToString("D").ToUpperInvariant()}}},{item.Number}\"";
        var range = call.Http.Request.Headers.Range.ToString();
        if (range.Length == 0 || call.Options.IgnoreRanges)
        {
            await call.WriteContentAsync(content, 0, content.Length);
            return;
        }

        if (ByteRange.Parse(range, content.Length) is not { } part)
        {
            response.StatusCode = 416;
            response.Headers.ContentRange = $"bytes */{content.Length}";
            return;
        }

        response.StatusCode = 206;
        response.Headers.ContentRange = $"bytes {part.From}-{part.To}/{content.Length}";
        await call.WriteContentAsync(content, part.From, part.Length);
    }

    private static string Opaque(SimulatedDrive drive, int ordinal) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{drive.Id}/{drive.Ids.Item(ordinal)}"));

    private static (SimulatedDrive Drive, int Ordinal) ReadOpaque(SimulatedTenant tenant, string opaque)
    {
        try
        {
            var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(opaque)).Split('/');
            var drive = tenant.FindDrive(parts[0]);
            if (parts.Length == 2 && drive.Ids.ReadItem(parts[1]) is { } ordinal)
                return (drive, ordinal);
        }
        catch (FormatException)
        {
        }

        throw GraphException.DriveItemNotFound();
    }

    private bool IsSigned(GraphCall call, SimulatedDrive drive, int ordinal)
    {
        Span<byte> bytes = stackalloc byte[64];
        var tempAuth = call.Query("tempauth") ?? "";
        if (tempAuth.Length > 80 || !Base64Url.TryDecodeFromChars(tempAuth, bytes, out var length) || length != 24)
            return false;
        var expires = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return expires >= call.Options.Time.GetUtcNow().ToUnixTimeMilliseconds() && Sign(drive, ordinal, expires) == tempAuth;
    }

    private string Sign(SimulatedDrive drive, int ordinal, long expires)
    {
        Span<byte> message = stackalloc byte[28];
        drive.Guid.TryWriteBytes(message);
        BinaryPrimitives.WriteInt32BigEndian(message[16..], ordinal);
        BinaryPrimitives.WriteInt64BigEndian(message[20..], expires);
        Span<byte> signature = stackalloc byte[32];
        HMACSHA256.HashData(_key, message, signature);
        Span<byte> token = stackalloc byte[24];
        BinaryPrimitives.WriteInt64BigEndian(token, expires);
        signature[..16].CopyTo(token[8..]);
        return Base64Url.EncodeToString(token);
    }
}
