namespace Veeam365.Backup.Core.Repositories.ObjectStorage;

/// <summary>A block that repacking moved.</summary>
/// <param name="Offset">Where it began in the pack that is gone.</param>
/// <param name="NewPack">The pack it is in now.</param>
/// <param name="NewOffset">Where in it.</param>
internal readonly record struct MovedBlock(int Offset, ObjectId NewPack, int NewOffset);
