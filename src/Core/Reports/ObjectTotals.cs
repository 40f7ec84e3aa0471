using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Core.Reports;

/// <summary>Adds up what is held of an object.</summary>
internal sealed class ObjectTotals(string organization, ProtectedObject named)
{
    private readonly Dictionary<Workload, long> _workloads = [];
    private long _items, _bytes, _before;
    private DateTimeOffset _heldAt = DateTimeOffset.MaxValue;

    public int Gaps { get; set; }

    public void Add(HeadRecord head, DateTimeOffset point)
    {
        _items += head.Items;
        _bytes += head.Bytes;
        _workloads[head.Identity.Workload] = _workloads.GetValueOrDefault(head.Identity.Workload) + head.Bytes;
        _heldAt = point < _heldAt ? point : _heldAt;
    }

    public void Subtract(HeadRecord head) => _before += head.Bytes;

    public ReportObject Total() => new(organization, named.Kind, named.DisplayName, named.Address, _items, _bytes, _workloads, _bytes - _before, Gaps, _heldAt);
}
