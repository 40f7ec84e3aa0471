namespace Veeam365.Simulators.Graph;

internal static class MimeTypes
{
    public static string Of(string name) => Path.GetExtension(name).ToUpperInvariant() switch
    {
        ".TXT" or ".MD" => "text/plain",
        ".CSV" => "text/csv",
        ".HTM" or ".HTML" => "text/html",
        ".JSON" => "application/json",
        ".PDF" => "application/pdf",
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".DOCX" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".XLSX" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".PPTX" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ".DOC" => "application/msword",
        ".XLS" => "application/vnd.ms-excel",
        ".PPT" => "application/vnd.ms-powerpoint",
        _ => "application/octet-stream",
    };
}
