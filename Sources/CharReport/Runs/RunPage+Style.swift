extension RunPage {
  /// Eight colors that also differ in lightness, to be distinguishable with color blindness and in
  /// print.
  static let style = """

    :root { --run0: #0b6a8a; --run1: #d0571b; --run2: #5b3fa8; --run3: #3c8c37; --run4: #b42a6d;
      --run5: #947300; --run6: #2f64d6; --run7: #5d6670; --mark: #fff3cf; }
    @media (prefers-color-scheme: dark) {
      :root { --run0: #5ec3e0; --run1: #ff9a5c; --run2: #b49cf5; --run3: #7ccf74; --run4: #f283b6;
        --run5: #dcb93c; --run6: #86abff; --run7: #a9b3bd; --mark: #33301d; }
    }
    .run0 { --c: var(--run0); } .run1 { --c: var(--run1); } .run2 { --c: var(--run2); }
    .run3 { --c: var(--run3); } .run4 { --c: var(--run4); } .run5 { --c: var(--run5); }
    .run6 { --c: var(--run6); } .run7 { --c: var(--run7); }
    header, main { max-width: 62rem; }
    svg .axis { stroke: var(--soft); }
    svg .thin { fill: none; stroke: var(--c); stroke-width: 1.1; stroke-opacity: 0.75;
      stroke-linejoin: round; }
    svg .thick { fill: none; stroke: var(--c); stroke-width: 2.2; stroke-linejoin: round;
      stroke-linecap: round; }
    svg .band { fill: var(--c); fill-opacity: 0.16; stroke: none; }
    svg .mark { fill: var(--c); stroke: var(--paper); stroke-width: 1; stroke-dasharray: none; }
    svg .ring { fill: none; stroke: var(--c); stroke-width: 1.6; }
    svg .label { font-weight: 600; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
    .narrow { display: none; }
    .plots { display: grid; gap: 0.5rem 2rem;
      grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); }
    .plots svg .soft { font-size: 13px; }
    .plots figure { margin: 0.5rem 0; }
    .notice { border-left: 3px solid var(--run1); padding-left: 0.8rem; color: var(--ink); }
    .legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0.4rem 0 1rem;
      color: var(--ink); max-width: none; }
    figcaption .legend { font-size: 0.875rem; margin-bottom: 0.2rem; }
    .swatch { display: inline-block; width: 0.8em; height: 0.8em; border-radius: 3px;
      background: var(--c); margin-right: 0.45em; vertical-align: -0.05em; }
    svg.swatch { width: 3.6em; height: 0.6em; background: none; }
    .key { display: inline-block; width: 1.6em; border-top: 3px solid currentColor; margin-right: 0.45em;
      vertical-align: 0.25em; }
    .key.thin { border-top-width: 1px; }
    .axes input { position: absolute; opacity: 0; pointer-events: none; }
    .choice { display: inline-flex; gap: 0.15rem; margin-left: 0.35rem; }
    .choice label { padding: 0.1rem 0.65rem; border: 1px solid var(--line); border-radius: 1rem;
      cursor: pointer; color: var(--ink); }
    .by-steps, .by-tokens, .by-time { display: none; }
    #by-steps:checked ~ figure .by-steps, #by-tokens:checked ~ figure .by-tokens,
    #by-time:checked ~ figure .by-time { display: block; }
    #by-steps:checked ~ figure label[for="by-steps"], #by-tokens:checked ~ figure label[for="by-tokens"],
    #by-time:checked ~ figure label[for="by-time"] { background: var(--ink); color: var(--paper);
      border-color: var(--ink); }
    .axes input:focus-visible ~ figure .choice { outline: 2px solid var(--accent); border-radius: 1rem; }
    .scroll td { white-space: nowrap; }
    .marked td { background: var(--mark); }
    td:first-child, th:first-child { padding-left: 0.5rem; white-space: nowrap; }
    h3 { font-size: 1rem; margin: 1rem 0 0.5rem; font-weight: 600; overflow-wrap: anywhere; }
    h4 { font-size: 0.875rem; font-weight: 500; color: var(--soft); margin: 0.25rem 0 0.35rem; }
    .samples > div, .columns { display: grid; gap: 0 1.5rem;
      grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); }
    .columns { grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); }
    article { min-width: 0; }
    article pre { margin-top: 0; font-size: 0.8125rem; }
    .settings .facts { display: block; columns: 19rem; column-gap: 2.5rem; }
    .settings dt { float: left; clear: left; margin-right: 0.8rem; }
    .settings dd { text-align: right; margin: 0 0 0.3rem; border-bottom: 1px solid var(--line);
      max-width: none; }
    @media (max-width: 40rem) { .wide { display: none; } .narrow { display: block; }
      header, main { padding: 0 1rem; } header { padding-top: 1.5rem; } }
    @media print { .wide { display: block; } .narrow { display: none; } .choice label { border: none;
      padding: 0; } .by-steps { display: block; } article { break-inside: avoid; } }

    """
}
