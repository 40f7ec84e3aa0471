namespace Veeam365.Simulators.Graph;

/// <summary>
/// Where a message is now; 16 bytes, the whole state of an unchanged synthetic message. Folder -1: gone. LogPosition: its newest
/// entry in that folder's log. Version null: synthetic and never changed.
/// </summary>
internal readonly record struct MessageSlot(int Folder, int LogPosition, MessageVersion? Version);
