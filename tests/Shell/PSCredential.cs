using System.Net;
using System.Security;

namespace System.Management.Automation;

/// <summary>A name and a password.</summary>
public sealed class PSCredential
{
    public PSCredential(string userName, SecureString password) => (UserName, Password) = (userName, password);

    public string UserName { get; }

    public SecureString Password { get; }

    public NetworkCredential GetNetworkCredential() => new(UserName, Password);
}
