namespace Veeam365.Backup.Core.Reports;

/// <summary>How reports look: light and dark as the reader's system says, with contrasts above 4.5 for text and 3 for graphics (WCAG 2.2, AA).</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#f4f6f8;--muted:#545d68;--edge:#c9d0d8;--accent:#0b5cad;--area:#0b5cad33;--good:#1a6e2e;--warn:#865800;--bad:#b3261e}
        @media(prefers-color-scheme:dark){:root{--bg:#14171c;--fg:#e8eaed;--soft:#1d2229;--muted:#a9b1ba;--edge:#3a424d;--accent:#7db7ff;--area:#7db7ff33;--good:#6fd08c;--warn:#f0c05a;--bad:#ff8d85}}
        *{box-sizing:border-box}
        body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,"Segoe UI",Roboto,sans-serif}
        header,main,footer,nav{max-width:76rem;margin:0 auto;padding:0 1.25rem}
        header{padding-top:1.5rem}
        h1{font-size:1.7rem;line-height:1.2;margin:0 0 .25rem}
        h2{font-size:1.25rem;margin:2.25rem 0 .5rem;padding-top:.75rem;border-top:1px solid var(--edge)}
        h3{font-size:1.05rem;margin:1.5rem 0 .25rem}
        p{margin:.4rem 0;max-width:60rem}
        .muted,caption,footer{color:var(--muted)}
        a{color:var(--accent)}
        :focus-visible{outline:3px solid var(--accent);outline-offset:2px}
        .skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:1rem;background:var(--bg);padding:.5rem 1rem;z-index:9}
        nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:.75rem 0 0;list-style:none}
        nav a{display:inline-block;padding:.25rem 0}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem;margin:1.25rem 0 0;padding:0}
        .tiles div{background:var(--soft);border:1px solid var(--edge);border-radius:.5rem;padding:.75rem 1rem}
        .tiles dt{color:var(--muted);font-size:.9rem}
        .tiles dd{margin:0;font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        .tiles dd small{display:block;font-size:.85rem;font-weight:400;color:var(--muted)}
        .scroll,.chart{overflow-x:auto;margin:.5rem 0 1rem;border:1px solid var(--edge);border-radius:.5rem}
        .scroll{max-height:34rem;overflow-y:auto}
        table{border-collapse:collapse;width:100%;font-size:.92rem}
        caption{text-align:left;padding:.5rem .75rem}
        th,td{padding:.35rem .75rem;text-align:left;vertical-align:top;border-top:1px solid var(--edge)}
        tbody th{font-weight:500;overflow-wrap:anywhere;min-width:11rem}
        td{overflow-wrap:break-word}
        thead th{position:sticky;top:0;background:var(--soft);font-weight:600;white-space:nowrap}
        .n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        time{white-space:nowrap}.long{min-width:14rem}
        .good{color:var(--good);fill:var(--good)}.warn{color:var(--warn);fill:var(--warn)}.bad{color:var(--bad);fill:var(--bad)}
        .status{font-weight:600;white-space:nowrap}
        .chart svg{display:block;width:100%;min-width:36rem;height:auto;padding:.5rem}
        .label{font-size:12px;fill:var(--muted)}.end{text-anchor:end}.middle{text-anchor:middle}
        .grid{stroke:var(--edge);stroke-width:1}.bar{fill:var(--accent)}.area{fill:var(--area)}.line{fill:none;stroke:var(--accent);stroke-width:2}
        .key{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:.25rem 0;list-style:none;font-size:.9rem}
        .note{border-left:4px solid var(--warn);background:var(--soft);padding:.5rem .75rem;margin:.5rem 0}
        summary{cursor:pointer;padding:.35rem 0;color:var(--accent)}
        footer{padding-top:2rem;padding-bottom:2rem;font-size:.9rem}
        @media(max-width:40rem){body{font-size:15px}header,main,footer,nav{padding-left:.75rem;padding-right:.75rem}.tiles{grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr))}.tiles dd{font-size:1.2rem}}
        @media print{.scroll{max-height:none;overflow:visible}nav,.skip{display:none}}
        @media(forced-colors:active){.bar,rect{fill:CanvasText}.line{stroke:CanvasText}}
        """;
}
