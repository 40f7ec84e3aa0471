using System.Text;

namespace Veeam365.Simulators.Graph;

/// <summary>Words and names of invented mail, as UTF-8.</summary>
internal static class Vocabulary
{
    private const string Common =
        "the to and of a in for is on that we with you it this be are as have will at from our can by or please not if your was " +
        "an all has but they there been would which more about also so some what when new up out do any now may should one see after " +
        "meeting project team report update review customer budget schedule order invoice contract request change version plan " +
        "document server system release testing account payment delivery office support quarter market product service training " +
        "proposal question answer deadline agenda minutes action follow next week month today tomorrow Monday Tuesday Thursday " +
        "Friday morning afternoon call draft final comments attached approval decision cost price estimate forecast revenue margin " +
        "supplier partner colleague manager department region branch warehouse shipment stock return warranty ticket incident " +
        "outage backup restore migration upgrade network firewall storage database mailbox calendar password access policy audit " +
        "security compliance retention archive export import summary detail overview figure table chart number percent increase " +
        "decrease target result risk issue problem solution workaround priority status progress milestone phase scope requirement " +
        "design architecture interface component module feature prototype pilot rollout deployment configuration environment " +
        "production development staging feedback survey workshop conference travel hotel flight booking expense reimbursement " +
        "holiday vacation absence onboarding interview candidate position salary contractor agreement clause liability signature " +
        "legal finance marketing sales engineering operations purchasing logistics quality human resources board investor " +
        "shareholder annual monthly weekly daily regular urgent important confidential internal external public private shared " +
        "available required optional possible likely necessary sufficient complete partial correct wrong missing open closed " +
        "pending approved rejected cancelled postponed confirmed received sent forwarded replied discussed agreed promised " +
        "expected planned delivered installed tested verified documented published presented prepared collected analysed compared " +
        "improved reduced increased extended replaced removed added moved copied created updated deleted restored protected";

    private const string First =
        "Anna Bernd Carla David Elena Felix Greta Hannes Ines Jonas Katrin Lukas Maria Nils Olga Peter Quentin Rosa Stefan Tanja " +
        "Ulrich Vera Walter Yvonne Zoe Andrea Boris Clara Daniel Eva";

    private const string Last =
        "Adler Berger Conrad Dietrich Ebert Fischer Graf Hofmann Iversen Jansen Keller Lehmann Moreau Neumann Olsen Petrov Quast " +
        "Richter Schmidt Thaler Ullmann Vogel Weber Xander Young Ziegler Bianchi Novak Silva Tanaka";

    public static byte[][] Words { get; } = Encode(Common);

    public static byte[][] FirstNames { get; } = Encode(First);

    public static byte[][] LastNames { get; } = Encode(Last);

    private static byte[][] Encode(string words) => [.. words.Split(' ').Select(Encoding.UTF8.GetBytes)];
}
