using System.Xml.Linq;

namespace Veeam365.Simulators.Exchange;

/// <summary>What goes wrong from now on.</summary>
public sealed class ExchangeFaults
{
    private readonly Lock _sync = new();
    private readonly List<(ExchangeFault Fault, Random Random)> _faults = [];

    public void Add(ExchangeFault fault)
    {
        lock (_sync)
            _faults.Add((fault, new Random(fault.Seed)));
    }

    public void Clear()
    {
        lock (_sync)
            _faults.Clear();
    }

    internal ExchangeFault? Take(string operation, XElement request)
    {
        lock (_sync)
        {
            foreach ((ExchangeFault fault, Random random) in _faults)
            {
                if ((fault.Operation is not null && fault.Operation != operation) || !IsAbout(fault, request) || fault.Count == 0 || random.NextDouble() >= fault.Probability)
                    continue;
                fault.Count--;
                return fault;
            }
        }
        return null;
    }

    private static bool IsAbout(ExchangeFault fault, XElement request) => fault.Id is null || request.Descendants().Any(e => e.Attribute("Id")?.Value == fault.Id);
}
