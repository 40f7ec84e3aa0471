using System.Text;
using Veeam365.Simulators.Graph;

namespace Veeam365.Backup.Tests.Simulators;

internal static class SampleMail
{
    public static NewMessage Plain(string subject, bool isRead = true) => new(Encoding.UTF8.GetBytes(
        $"From: \"Anna Adler\" <anna@fabrikam.example>\r\nTo: bernd@contoso.example\r\nSubject: {subject}\r\n" +
        $"Date: Tue, 05 Mar 2024 10:11:12 +0100\r\nMessage-ID: <{subject}@fabrikam.example>\r\n\r\nThis is {subject}.\r\n"))
    {
        IsRead = isRead,
    };

    public static NewMessage WithAttachments(int bytes) => new(Encoding.UTF8.GetBytes(
        "From: =?utf-8?Q?J=C3=B6rg?= <joerg@fabrikam.example>\r\nTo: b@contoso.example, \"Weber, Clara\" <c@contoso.example>\r\n" +
        "Subject: =?iso-8859-1?Q?Gr=FC=DFe?=\r\n =?utf-8?B?IOKCrA==?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b1\r\n\r\n" +
        "--b1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hi</p>\r\n" +
        $"--b1\r\nContent-Type: application/octet-stream; name=\"a.bin\"\r\nContent-Disposition: attachment; filename*=UTF-8''%C3%A4.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(new byte[bytes], Base64FormattingOptions.InsertLineBreaks)}\r\n" +
        "--b1\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text\r\n" +
        "--b1\r\nContent-Type: message/external-body; access-type=URL; name=\"plan.docx\"\r\n\r\nContent-Type: text/plain\r\n\r\n" +
        "--b1--\r\n"));
}
