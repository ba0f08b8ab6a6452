extension HTMLPage {
  /// CSS rules shared by all pages.
  static let style = """

    :root { --paper: #fcfcfa; --ink: #1c2024; --soft: #626a73; --line: #e2e3df; --accent: #0f6f8c;
      --fill: #0f6f8c; --code: #f1f2ee; }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #14171a; --ink: #e7e9ea; --soft: #98a1a9; --line: #2c3136; --accent: #6cc5de;
        --fill: #3f9db8; --code: #1d2125; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--paper); color: var(--ink);
      font: 16px/1.55 "Source Sans 3", "Segoe UI", "Noto Sans", "Helvetica Neue", Arial, "Noto Sans CJK SC",
        "PingFang SC", "Microsoft YaHei", sans-serif; font-variant-numeric: tabular-nums; }
    header, main { max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }
    header { padding-top: 3rem; }
    .kind { margin: 0; color: var(--accent); font-weight: 600; letter-spacing: 0.04em; }
    h1 { margin: 0.1rem 0 1.5rem; font-size: 2rem; line-height: 1.2; font-weight: 650;
      overflow-wrap: anywhere; }
    h2 { margin: 0 0 1rem; font-size: 1.25rem; font-weight: 650; }
    section { padding: 2rem 0 1.5rem; border-top: 1px solid var(--line); }
    p { margin: 0.75rem 0; max-width: 44rem; color: var(--soft); }
    .figures { display: flex; flex-wrap: wrap; gap: 1.25rem 2.5rem; margin: 0 0 2.25rem; }
    .figures dd { margin: 0; font-size: 1.5rem; font-weight: 600; line-height: 1.2; }
    .figures dt { color: var(--soft); font-size: 0.875rem; }
    .facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.4rem 1.5rem; margin: 0; }
    .facts dt { color: var(--soft); }
    .facts dd { margin: 0; max-width: 42rem; overflow-wrap: anywhere; }
    figure { margin: 1rem 0 1.75rem; }
    figcaption { color: var(--soft); font-size: 0.875rem; margin-bottom: 0.5rem; }
    svg { display: block; width: 100%; height: auto; overflow: visible; }
    svg text { fill: var(--ink); font-size: 13px; }
    svg .soft { fill: var(--soft); font-size: 12px; }
    svg .bar { fill: var(--fill); }
    svg .grid { stroke: var(--line); }
    svg .curve { fill: none; stroke: var(--fill); stroke-width: 2; }
    .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr));
      gap: 0 2rem; }
    .pair table { width: 100%; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 0.9375rem; margin: 0.5rem 0 1.25rem; }
    th { text-align: left; color: var(--soft); font-weight: 500; font-size: 0.875rem; }
    th, td { padding: 0.3rem 1.5rem 0.3rem 0; border-bottom: 1px solid var(--line);
      vertical-align: baseline; }
    .number { text-align: right; }
    pre { background: var(--code); border-radius: 8px; padding: 0.9rem 1.1rem; margin: 0.5rem 0 1.25rem;
      white-space: pre-wrap; overflow-wrap: anywhere;
      font: 0.9rem/1.5 "DejaVu Sans Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; }
    @media (max-width: 36rem) { .facts { grid-template-columns: 1fr; gap: 0; }
      .facts dd { margin-bottom: 0.75rem; } }
    @media print { body { background: white; } section { break-inside: avoid; } }

    """
}
