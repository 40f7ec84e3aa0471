using Microsoft.AspNetCore.Http.Features;

namespace Veeam365.Simulators.Graph;

/// <summary>Makes a request fail the way its rule says.</summary>
internal sealed class FaultRunner(GraphSimulator simulator, Func<GraphCall, Task> serve)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(1);
    private int _turn;

    public async Task RunAsync(GraphCall call, FaultRule fault)
    {
        switch (fault.Kind)
        {
            case FaultKind.Status:
                await AnswerAsync(call, fault);
                break;
            case FaultKind.ConnectionReset:
                call.Http.Abort();
                break;
            case FaultKind.Hang:
                await HangAsync(call);
                break;
            case FaultKind.Delay:
                await Task.Delay(fault.Delay, call.Aborted);
                await serve(call);
                break;
            case FaultKind.CutBody:
                lock (_lock)
                    call.CutAfter = _random.NextInt64(1, fault.CutWithin);
                await serve(call);
                break;
            case FaultKind.WrongContentHash:
                call.WrongHashes = true;
                await serve(call);
                break;
            default:
                await MangleAsync(call, fault.Kind);
                break;
        }
    }

    /// <param name="call">The call.</param>
    /// <param name="error">What it is told.</param>
    /// <param name="wait">How long to wait.</param>
    /// <param name="scope">Who must wait; null for those that the call belongs to.</param>
    public async Task RefuseAsync(GraphCall call, GraphException error, TimeSpan wait, string? scope)
    {
        AskToWait(call, wait, simulator.Options.ThrottleRetryAfterForm, scope);
        await GraphErrors.WriteAsync(call, error);
    }

    private void AskToWait(GraphCall call, TimeSpan wait, RetryAfterForm form, string? scope = null)
    {
        if (form == RetryAfterForm.Mixed)
            form = (RetryAfterForm)(Interlocked.Increment(ref _turn) % (int)RetryAfterForm.Mixed);
        var (header, until) = RetryAfter.Format(wait, form, simulator.Options.Time.GetUtcNow() + simulator.Options.ClockSkew);
        call.Http.Response.Headers.RetryAfter = header;
        simulator.Waits.Tell(call, until);
        // Everybody else waits for what is exhausted, not for what this answer was rounded to.
        if (scope is not null)
            simulator.Waits.Tell(call, wait, scope);
    }

    private async Task AnswerAsync(GraphCall call, FaultRule fault)
    {
        if (fault.RetryAfter is { } wait)
            AskToWait(call, wait, fault.RetryAfterForm);
        call.Http.Response.StatusCode = fault.StatusCode;
        if (fault.EmptyBody)
            return;
        var (code, message) = Default(fault.StatusCode);
        await GraphErrors.WriteAsync(call, new GraphException(fault.StatusCode, fault.ErrorCode ?? code, fault.ErrorMessage ?? message));
    }

    private static (string Code, string Message) Default(int status) => status switch
    {
        401 => ("InvalidAuthenticationToken", "Access token has expired or is not yet valid."),
        403 => ("ErrorAccessDenied", "Access is denied. Check credentials and try again."),
        404 => ("ErrorItemNotFound", "The specified object was not found in the store."),
        410 => ("syncStateNotFound", "The sync state generation is not found."),
        429 => ("TooManyRequests", "Too many requests."),
        500 => ("InternalServerError", "An internal server error occurred. The operation failed."),
        502 => ("BadGateway", "Failed to execute backend request."),
        503 => ("ServiceUnavailable", "The service is temporarily unavailable."),
        504 => ("GatewayTimeout", "The gateway timed out."),
        _ => ("UnknownError", "An error was injected."),
    };

    private async Task HangAsync(GraphCall call)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Aborted, simulator.Stopping);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, either.Token);
        }
        catch (OperationCanceledException)
        {
            call.Http.Abort();
        }
    }

    /// <summary>Serves into memory, and sends a damaged copy.</summary>
    private async Task MangleAsync(GraphCall call, FaultKind kind)
    {
        var original = call.Http.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var memory = new MemoryStream();
        call.Http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(memory));
        try
        {
            await serve(call);
            await call.Http.Response.BodyWriter.FlushAsync(call.Aborted);
        }
        finally
        {
            call.Http.Features.Set(original);
        }

        await SendDamagedAsync(call, kind, memory.ToArray());
    }

    private static async Task SendDamagedAsync(GraphCall call, FaultKind kind, byte[] body)
    {
        var sent = body.AsMemory();
        if (kind == FaultKind.CorruptContent && body.Length > 0)
            body[body.Length / 2] ^= 0x01;
        else if (kind != FaultKind.CorruptContent)
            sent = sent[..(body.Length / 2)];
        call.Http.Response.ContentLength = kind == FaultKind.TruncatedBody ? body.Length : sent.Length;
        await call.Http.Response.Body.WriteAsync(sent, call.Aborted);
        await call.Http.Response.Body.FlushAsync(call.Aborted);
        if (kind == FaultKind.TruncatedBody)
            call.Http.Abort();
    }
}
