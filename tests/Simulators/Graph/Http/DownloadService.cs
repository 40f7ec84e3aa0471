using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>Pre-authenticated addresses: signed, expiring, and refused to whoever brings an Authorization header along.</summary>
internal sealed class DownloadService
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <param name="call">Who asks.</param>
    /// <param name="drive">The drive.</param>
    /// <param name="ordinal">The file.</param>
    /// <param name="version">An earlier version of it; 0 for what it holds when the address is used.</param>
    public string UrlOf(GraphCall call, SimulatedDrive drive, int ordinal, int version = 0)
    {
        var expires = call.Options.Time.GetUtcNow() + call.Options.DownloadUrlLifetime;
        return $"{call.Origin}/download/{Opaque(drive, ordinal, version)}?tempauth={Sign(drive, ordinal, version, expires.ToUnixTimeMilliseconds())}&ApiVersion=2.0";
    }

    public async Task ServeAsync(GraphCall call)
    {
        var response = call.Http.Response;
        if (call.Http.Request.Headers.Authorization.Count > 0)
        {
            response.StatusCode = 401;
            return;
        }

        var (drive, ordinal, version) = ReadOpaque(call.Tenant, call.Route.Item!);
        if (!IsSigned(call, drive, ordinal, version))
        {
            response.StatusCode = 401;
            return;
        }

        if (drive.GetItem(ordinal) is not { IsFolder: false } item)
            throw GraphException.DriveItemNotFound();
        var content = version == 0 ? item.Content : item.Versions.FirstOrDefault(one => one.Number == version)?.Content;
        await SendAsync(call, drive, item, content ?? throw GraphException.DriveItemNotFound());
    }

    private static async Task SendAsync(GraphCall call, SimulatedDrive drive, DriveItemVersion item, FileContent content)
    {
        var response = call.Http.Response;
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

    private static string Opaque(SimulatedDrive drive, int ordinal, int version) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(FormattableString.Invariant($"{drive.Id}/{drive.Ids.Item(ordinal)}/{version}")));

    private static (SimulatedDrive Drive, int Ordinal, int Version) ReadOpaque(SimulatedTenant tenant, string opaque)
    {
        try
        {
            var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(opaque)).Split('/');
            var drive = tenant.FindDrive(parts[0]);
            if (parts.Length == 3 && drive.Ids.ReadItem(parts[1]) is { } ordinal && int.TryParse(parts[2], out var version))
                return (drive, ordinal, version);
        }
        catch (FormatException)
        {
        }

        throw GraphException.DriveItemNotFound();
    }

    private bool IsSigned(GraphCall call, SimulatedDrive drive, int ordinal, int version)
    {
        Span<byte> bytes = stackalloc byte[64];
        var tempAuth = call.Query("tempauth") ?? "";
        if (tempAuth.Length > 80 || !Base64Url.TryDecodeFromChars(tempAuth, bytes, out var length) || length != 24)
            return false;
        var expires = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return expires >= call.Options.Time.GetUtcNow().ToUnixTimeMilliseconds() && Sign(drive, ordinal, version, expires) == tempAuth;
    }

    private string Sign(SimulatedDrive drive, int ordinal, int version, long expires)
    {
        Span<byte> message = stackalloc byte[32];
        drive.Guid.TryWriteBytes(message);
        BinaryPrimitives.WriteInt32BigEndian(message[16..], ordinal);
        BinaryPrimitives.WriteInt64BigEndian(message[20..], expires);
        BinaryPrimitives.WriteInt32BigEndian(message[28..], version);
        Span<byte> signature = stackalloc byte[32];
        HMACSHA256.HashData(_key, message, signature);
        Span<byte> token = stackalloc byte[24];
        BinaryPrimitives.WriteInt64BigEndian(token, expires);
        signature[..16].CopyTo(token[8..]);
        return Base64Url.EncodeToString(token);
    }
}
