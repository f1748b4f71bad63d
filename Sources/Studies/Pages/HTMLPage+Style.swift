extension HTMLPage {
  /// The style sheet: one column of text at a comfortable measure, in the reader's light or dark.
  static let commonStyle = """
    :root {
      --ink: #1c1f24; --soft: #5a6270; --paper: #fbfaf7; --rule: #dcd9d0; --link: #0b5a8f;
      --card: #ffffff; --mark: #f1efe8;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --ink: #e6e4de; --soft: #a3a8b0; --paper: #16181c; --rule: #363a41; --link: #7fbce8;
        --card: #ffffff; --mark: #22252b;
      }
    }
    * { box-sizing: border-box; }
    html { scroll-behavior: smooth; }
    body {
      margin: 0 auto; padding: 3rem 1.25rem 4rem; max-width: 58rem; color: var(--ink);
      background: var(--paper); line-height: 1.55; font-size: 1.0625rem;
      font-family: Charter, "Bitstream Charter", "Iowan Old Style", "Source Serif Pro", Cambria,
        Georgia, serif;
      font-variant-numeric: lining-nums; hanging-punctuation: first;
    }
    h1 { font-size: 2.1rem; line-height: 1.15; font-weight: 600; margin: 0 0 1rem; }
    h2 { font-size: 1.35rem; line-height: 1.25; font-weight: 600; margin: 0 0 1rem; }
    h2 span, nav span {
      font: 600 0.72em/1.3 system-ui, sans-serif; letter-spacing: 0.06em; text-transform: uppercase;
      color: var(--soft);
    }
    h2 span { display: block; margin-bottom: 0.45rem; font-size: 0.8rem; }
    .lead { max-width: 44rem; margin: 0 0 1.5rem; }
    a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 0.15em; }
    nav ul { list-style: none; margin: 0; padding: 0; }
    nav li { padding: 0.3rem 0; border-top: 1px solid var(--rule); }
    nav li:last-child { border-bottom: 1px solid var(--rule); }
    nav a { color: inherit; text-decoration: none; display: grid; gap: 0 1rem;
      grid-template-columns: 7.5rem 1fr; align-items: baseline; }
    nav b { font-weight: inherit; }
    nav a:hover { color: var(--link); }
    section { margin-top: 4rem; padding-top: 1.5rem; border-top: 2px solid var(--ink); }
    figure { margin: 0 0 1.5rem; }
    figure a { display: block; background: var(--card); padding: 1rem; border-radius: 4px;
      border: 1px solid var(--rule); }
    figure img { display: block; height: auto; margin: 0 auto; }
    figcaption { margin-top: 0.9rem; }
    dl { margin: 0 0 1.5rem; }
    dl div { display: grid; grid-template-columns: 7.5rem 1fr; gap: 0 1rem; padding: 0.55rem 0;
      border-top: 1px solid var(--rule); }
    dt, th { font: 600 0.8rem/1.9 system-ui, sans-serif; color: var(--soft); }
    dd { margin: 0; }
    .table { overflow-x: auto; margin-bottom: 1.5rem; }
    table { border-collapse: collapse; width: 100%; font-size: 0.95rem; }
    td, th { padding: 0.35rem 0.8rem 0.35rem 0; text-align: left; vertical-align: baseline;
      border-top: 1px solid var(--rule); }
    thead th { border-top: 0; white-space: nowrap; }
    tbody th { font: inherit; color: inherit; }
    td:nth-child(2), td:nth-child(3), th:nth-child(2), th:nth-child(3) { text-align: right;
      font-variant-numeric: tabular-nums lining-nums; padding-left: 0.8rem; white-space: nowrap; }
    td:nth-child(4) { color: var(--soft); padding-left: 0.8rem; }
    .files a, details, code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, monospace;
      font-size: 0.82rem; }
    .files a { margin-right: 0.9rem; white-space: nowrap; }
    details { color: var(--soft); }
    details ul { columns: 18rem; list-style: none; padding: 0; }
    sub, sup { line-height: 0; font-size: 0.72em; }
    .quick { display: inline-block; margin: 0 0 1rem; padding: 0.1rem 0.6rem; border-radius: 3px;
      background: var(--mark); color: var(--soft); font: 0.8rem/1.7 system-ui, sans-serif; }
    footer { margin-top: 4rem; border-top: 1px solid var(--rule); color: var(--soft);
      font-size: 0.95rem; }
    @media (max-width: 36rem) {
      dl div, nav a { grid-template-columns: 1fr; }
      h1 { font-size: 1.7rem; }
    }
    @media print { nav, details { display: none; } section { break-before: page; } }
    """
}

extension HTMLPage {
  /// Text as it stands between tags and in attributes.
  package static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }

  /// Rules of pages that begin with an answer in sentences.
  package static let answerStyle = """
    .verdict { font-size: 1.15rem; }
    .verdict p:first-child { font-weight: 600; }
    pre { background: var(--mark); padding: 0.8rem 1rem; overflow-x: auto; border-radius: 3px; }
    td { text-align: right; font-variant-numeric: tabular-nums lining-nums; white-space: nowrap; }
    td:nth-child(4) { color: inherit; }
    nav a { grid-template-columns: 2rem 1fr; }
    """
}
