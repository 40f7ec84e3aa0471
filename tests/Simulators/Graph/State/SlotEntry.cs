namespace Veeam365.Simulators.Graph;

/// <summary>What happened to messages: these ordinals are in this slot since then (those made up together follow each other in it).</summary>
internal readonly record struct SlotEntry(long Moment, int Ordinal, int Count, MessageSlot Slot);
