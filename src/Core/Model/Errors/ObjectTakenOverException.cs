namespace Veeam365.Backup.Core.Model;

/// <summary>Another process has taken over the object that this one was writing: nothing that this one writes of it counts any more.</summary>
public sealed class ObjectTakenOverException : BackupException
{
    /// <summary>For an object.</summary>
    public ObjectTakenOverException(string objectKey)
        : base(
            "Cache.ObjectTakenOver",
            $"Another process has taken over object {objectKey}: this one was not heard of for longer than its lease.",
            "Nothing is lost: that process goes on with it. Check that this machine was not suspended or cut off.")
    {
    }
}
