using System.Globalization;

namespace Veeam365.Simulators.Graph;

/// <summary>What every request goes through: log, limits, faults, latency, sign-in, permission, answer.</summary>
internal sealed class RequestPipeline
{
    private readonly GraphSimulator _simulator;
    private readonly FaultRunner _faults;
    private readonly ThrottleGate _budgets;
    private int _turn;

    public RequestPipeline(GraphSimulator simulator)
    {
        _simulator = simulator;
        _faults = new FaultRunner(simulator, ServeAsync);
        _budgets = new ThrottleGate(simulator);
    }

    private GraphSimulatorOptions Options => _simulator.Options;

    public async Task InvokeAsync(HttpContext http)
    {
        var call = new GraphCall(http, Router.Match(http.Request.Path.Value ?? ""), _simulator);
        _simulator.Log.Enter(call.Route.Kind);
        try
        {
            await AnswerAsync(call);
        }
        catch (OperationCanceledException) when (call.Aborted.IsCancellationRequested)
        {
            // The client went away.
        }
        finally
        {
            call.LeaveMailbox();
            _simulator.Log.Leave(LineOf(call), http.Response.StatusCode, Options.KeepRequestLines);
        }
    }

    private RequestLine? LineOf(GraphCall call) => Options.KeepRequestLines == 0
        ? null
        : new RequestLine(Options.Time.GetUtcNow(), call.Http.Request.Method, call.Http.Request.Path, call.Route.Kind, call.Http.Response.StatusCode);

    private async Task AnswerAsync(GraphCall call)
    {
        call.SetHeaders();
        try
        {
            if (call.Route.Kind == RouteKind.Admin)
                await AdminHandlers.HandleAsync(call);
            else if (!await RefuseAsync(call))
                await FailOrServeAsync(call);
        }
        catch (GraphException error) when (!call.Http.Response.HasStarted)
        {
            await GraphErrors.WriteAsync(call, error);
        }
    }

    private async Task<bool> RefuseAsync(GraphCall call)
    {
        _simulator.Waits.Check(call);
        if (call.Route.IsMailbox && FindMailbox(call) is { } mailbox)
        {
            var concurrency = call.EnterMailbox(mailbox);
            _simulator.Log.Mailbox(concurrency);
            if (concurrency > Options.MailboxConcurrencyLimit)
            {
                await RefuseAsync(call, new GraphException(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit."), TimeSpan.Zero, null);
                return true;
            }
        }

        if (_budgets.Refuse(call) is not { } refusal)
            return false;
        await RefuseAsync(call, new GraphException(NextStatus(), "TooManyRequests", "Too many requests."), refusal.Wait, refusal.Scope);
        return true;
    }

    private Task RefuseAsync(GraphCall call, GraphException error, TimeSpan atLeast, string? scope)
    {
        var wait = Options.ThrottleRetryAfter > atLeast ? Options.ThrottleRetryAfter : atLeast;
        return _faults.RefuseAsync(call, error, wait, scope);
    }

    private int NextStatus()
    {
        var statuses = Options.ThrottleStatusCodes;
        return statuses[(int)((uint)Interlocked.Increment(ref _turn) % statuses.Count)];
    }

    private async Task FailOrServeAsync(GraphCall call)
    {
        if (Options.Latency > TimeSpan.Zero)
            await Task.Delay(Options.Latency, call.Aborted);
        var fault = _simulator.Faults.Count == 0
            ? null
            : _simulator.Faults.Next(call.Http.Request.Method, $"{call.Http.Request.Path.Value}{Uri.UnescapeDataString(call.Http.Request.QueryString.ToString())}");
        if (fault is null)
            await ServeAsync(call);
        else
            await _faults.RunAsync(call, fault);
    }

    private SimulatedMailbox? FindMailbox(GraphCall call)
    {
        try
        {
            return _simulator.Tenant.User(call.Route.User!).MailboxOrNull;
        }
        catch (GraphException)
        {
            return null;
        }
    }

    private async Task ServeAsync(GraphCall call)
    {
        Options.BeforeRequest?.Invoke(call.Http.Request.Path.Value ?? "");
        try
        {
            if (call.Route.IsGraph)
                Authorize(call);
            await Handle(call);
        }
        catch (GraphException error) when (!call.Http.Response.HasStarted)
        {
            // Here already, so that a fault that damages bodies sees the error's too.
            await GraphErrors.WriteAsync(call, error);
        }
    }

    private void Authorize(GraphCall call)
    {
        var granted = _simulator.AccessTokens.Authenticate(call.Http.Request);
        if (call.Route.Kind is RouteKind.Batch)
            return;
        if (call.Route.Kind == RouteKind.Unknown)
            throw GraphException.BadRequest(string.Create(CultureInfo.InvariantCulture, $"Resource not found for the segment '{call.Http.Request.Path}'."));
        if (call.IsRead)
            Permissions.Check(call.Route, granted);
        else
            Permissions.CheckWrite(call.Route, granted);
    }

    private Task Handle(GraphCall call) => call.IsRead || call.Route.Kind is RouteKind.Token or RouteKind.Batch ? HandleRead(call) : WriteHandlers.HandleAsync(call);

    private Task HandleRead(GraphCall call) => call.Route.Kind switch
    {
        RouteKind.Token => TokenHandlers.TokenAsync(call),
        RouteKind.Metadata => TokenHandlers.MetadataAsync(call),
        RouteKind.Organization => DirectoryHandlers.OrganizationAsync(call),
        RouteKind.Groups => GroupHandlers.GroupsAsync(call),
        RouteKind.Group => GroupHandlers.GroupAsync(call),
        RouteKind.GroupSite => GroupHandlers.SiteAsync(call),
        RouteKind.GroupMembers => GroupHandlers.MembersAsync(call),
        RouteKind.Threads => ConversationHandlers.ThreadsAsync(call),
        RouteKind.Thread => ConversationHandlers.ThreadAsync(call),
        RouteKind.Posts => ConversationHandlers.PostsAsync(call),
        RouteKind.Post => ConversationHandlers.PostAsync(call),
        RouteKind.PostAttachments => ConversationHandlers.AttachmentsAsync(call),
        RouteKind.PostAttachment => ConversationHandlers.AttachmentAsync(call),
        RouteKind.PostAttachmentContent => ConversationHandlers.AttachmentContentAsync(call),
        >= RouteKind.Teams and <= RouteKind.ChannelFilesFolder => TeamHandlers.HandleAsync(call),
        RouteKind.ChannelMessages => ChannelHandlers.ListAsync(call),
        RouteKind.ChannelMessageDelta => ChannelHandlers.DeltaAsync(call),
        RouteKind.ChannelMessage or RouteKind.ChannelReply => ChannelHandlers.MessageAsync(call),
        RouteKind.ChannelReplies => ChannelHandlers.RepliesAsync(call),
        RouteKind.HostedContents => ChannelHandlers.HostedContentsAsync(call),
        RouteKind.HostedContent => ChannelHandlers.HostedContentAsync(call),
        RouteKind.Users => DirectoryHandlers.UsersAsync(call),
        RouteKind.User => DirectoryHandlers.UserAsync(call),
        RouteKind.MailboxSettings => DirectoryHandlers.MailboxSettingsAsync(call),
        RouteKind.ContactFolders => ContactHandlers.FoldersAsync(call),
        RouteKind.ContactFolder => ContactHandlers.FolderAsync(call),
        RouteKind.ContactFolderDelta => ContactHandlers.FolderDeltaAsync(call),
        RouteKind.Contacts => ContactHandlers.ListAsync(call),
        RouteKind.ContactDelta => ContactHandlers.DeltaAsync(call),
        RouteKind.Contact => ContactHandlers.GetAsync(call),
        RouteKind.ContactPhoto => ContactHandlers.PhotoAsync(call),
        RouteKind.Calendars => CalendarHandlers.ListAsync(call),
        RouteKind.Calendar => CalendarHandlers.GetAsync(call),
        RouteKind.Events => CalendarHandlers.EventsAsync(call),
        RouteKind.EventDelta => CalendarHandlers.DeltaAsync(call),
        RouteKind.Event => CalendarHandlers.EventAsync(call),
        RouteKind.EventInstances => CalendarWriteHandlers.InstancesAsync(call),
        RouteKind.EventAttachments => CalendarHandlers.AttachmentsAsync(call),
        RouteKind.EventAttachment => CalendarHandlers.AttachmentAsync(call),
        RouteKind.EventAttachmentContent => CalendarHandlers.AttachmentContentAsync(call),
        RouteKind.MailFolders or RouteKind.ChildFolders => FolderHandlers.ListAsync(call),
        RouteKind.MailFolder => FolderHandlers.GetAsync(call),
        RouteKind.FolderDelta => FolderHandlers.DeltaAsync(call),
        RouteKind.Messages => MailHandlers.ListAsync(call),
        RouteKind.MessageDelta => MailHandlers.DeltaAsync(call),
        RouteKind.Message => MailHandlers.GetAsync(call),
        RouteKind.MessageContent => MailHandlers.ContentAsync(call),
        RouteKind.Attachments => AttachmentHandlers.ListAsync(call),
        RouteKind.Attachment => AttachmentHandlers.GetAsync(call),
        RouteKind.AttachmentContent => AttachmentHandlers.ContentAsync(call),
        RouteKind.Drive => DriveHandlers.DriveAsync(call),
        RouteKind.Drives => DriveHandlers.DrivesAsync(call),
        RouteKind.DriveDelta => DriveHandlers.DeltaAsync(call),
        RouteKind.DriveItem => DriveHandlers.ItemAsync(call),
        RouteKind.DriveChildren => DriveHandlers.ChildrenAsync(call),
        RouteKind.DriveContent => DriveHandlers.ContentAsync(call),
        RouteKind.DriveVersions => DriveHandlers.VersionsAsync(call),
        RouteKind.DriveVersionContent => DriveHandlers.VersionContentAsync(call),
        RouteKind.DrivePermissions => DriveHandlers.PermissionsAsync(call),
        RouteKind.Sites => SiteHandlers.AllAsync(call),
        RouteKind.Site => SiteHandlers.GetAsync(call),
        RouteKind.Subsites => SiteHandlers.SubsitesAsync(call),
        RouteKind.SiteDrives => SiteHandlers.DrivesAsync(call),
        RouteKind.Lists => ListHandlers.ListsAsync(call),
        RouteKind.List => ListHandlers.GetAsync(call),
        RouteKind.ListColumns => ListHandlers.ColumnsAsync(call),
        RouteKind.ListContentTypes => ListHandlers.ContentTypesAsync(call),
        RouteKind.ListItems => ListHandlers.ItemsAsync(call),
        RouteKind.ListItemDelta => ListHandlers.DeltaAsync(call),
        RouteKind.ListItem => ListHandlers.ItemAsync(call),
        RouteKind.SitePages => PageHandlers.ListAsync(call),
        RouteKind.SitePage => PageHandlers.GetAsync(call),
        RouteKind.Download => _simulator.Downloads.ServeAsync(call),
        RouteKind.DriveUpload or RouteKind.MailUpload => UploadHandlers.StatusAsync(call),
        RouteKind.Batch => BatchHandler.HandleAsync(call),
        _ => throw new GraphException(404, "NotFound", "There is nothing here."),
    };
}
