import Exhibits
extension Page {
  /// The page's style sheet.
  ///
  /// - Parameter inks: the colours that drawings use, which a dark screen replaces.
  static func styleSheet(inks: Set<String>) -> String {
    """

    :root { color-scheme: light dark; --ground: #ffffff; --text: #222222; --quiet: #555555;
      --line: #d5d5d5; --stripe: #f5f5f7; --link: #3f2aa6; }
    * { box-sizing: border-box; }
    body { margin: 0 auto; padding: 1rem; max-width: 62rem; background: var(--ground);
      color: var(--text); line-height: 1.5; overflow-wrap: break-word;
      font-family: "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif; }
    h1 { font-size: 1.9rem; line-height: 1.2; margin: 1rem 0 0.5rem; }
    h2 { font-size: 1.4rem; line-height: 1.25; margin: 3rem 0 1rem; padding-top: 0.75rem;
      border-top: 1px solid var(--line); }
    h3 { font-size: 1.05rem; line-height: 1.35; margin: 1.5rem 0 0.25rem; }
    p { margin: 0.25rem 0 0.75rem; max-width: 44rem; }
    h4 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
    .lead { font-size: 1.1rem; }
    .answer { display: grid; grid-template-columns: repeat(3, 1fr); gap: 1.25rem; margin: 1rem 0; }
    .answer h2 { font-size: 1.15rem; margin: 0 0 0.4rem; padding: 0; border: 0; }
    .answer p { margin: 0 0 0.5rem; font-size: 0.95rem; }
    .answer a { color: inherit; text-decoration: none; }
    .answer a:hover, .answer a:focus { text-decoration: underline; }
    .answer article { display: flex; flex-direction: column; }
    .picture { margin: auto -0.9rem 0; }
    .source { color: var(--quiet); font-size: 0.8rem; margin: 0.25rem 0 0; }
    .source code { overflow-wrap: anywhere; }
    details { margin: 0.75rem 0; border: 1px solid var(--line); border-radius: 0.4rem;
      padding: 0 1rem; }
    summary { margin: 0 -1rem; padding: 0.6rem 1rem; cursor: pointer; color: var(--link); }
    details[open] { padding-bottom: 0.5rem; }
    .quiet { color: var(--quiet); font-size: 0.875rem; }
    a { color: var(--link); }
    nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; list-style: none; }
    nav a { display: inline-block; padding: 0.25rem 0; }
    figure { margin: 2rem 0; }
    .plot svg { display: block; width: 100%; height: auto; }
    .wide { max-width: 56rem; margin-left: -1rem; }
    .narrow { display: none; }
    .exhibit { margin: 2rem 0; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 0.875rem; }
    caption { text-align: left; font-weight: bold; padding: 0 0 0.5rem; }
    th, td { padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
    th { border-bottom: 2px solid var(--text); vertical-align: bottom; }
    td { border-bottom: 1px solid var(--line); }
    tbody tr:nth-child(even) { background: var(--stripe); }
    .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; }
    dt { color: var(--quiet); }
    dd { margin: 0; overflow-wrap: anywhere; }
    @media screen and (max-width: 43rem) {
      .wide { display: none; }
      .answer { grid-template-columns: 1fr; gap: 1rem; }
      .answer .picture { display: none; }
      .narrow { display: block; max-width: 34rem; margin: 0 -1rem; }
      h1 { font-size: 1.6rem; }
    }
    @media screen and (prefers-color-scheme: dark) {
      :root { --ground: \(Ink.ground.onDark.hex); --text: \(Ink.text.onDark.hex);
        --quiet: \(Ink.quiet.onDark.hex); --line: #3a3a3a; --stripe: #1f1f1f; --link: #b3a6ff; }
    \(darkRules(inks))
    }
    @media print {
      body { max-width: none; padding: 0; font-size: 10pt; }
      p { max-width: none; }
      nav ul { display: block; columns: 2; font-size: 9pt; }
      details { border: 0; padding: 0; }
      details::details-content { content-visibility: visible; display: block; height: auto; }
      details > summary { display: none; }
      .answer { gap: 0.75rem; }
      .answer p { font-size: 9pt; }
      .quiet, .source { font-size: 8pt; }
      .wide { max-width: none; margin: 0; }
      .plot svg { max-height: 8in; break-inside: avoid; }
      tr, h2, h3, h4 { break-inside: avoid; }
      h2, h3, h4, caption, thead { break-after: avoid; }
      .exhibit, figure { margin: 1rem 0; }
      .scroll { overflow: visible; }
      .scroll + p { break-before: avoid; }
      table { font-size: 7.5pt; }
      th, td { padding: 0.2em 0.5em; }
      th.number { white-space: normal; }
      .dense { font-size: 6pt; }
      .dense th, .dense td { padding: 0.2em 0.3em; }
      caption { white-space: nowrap; }
    }

    """
  }

  private static func darkRules(_ inks: Set<String>) -> String {
    inks.sorted().compactMap { hex in
      guard let code = Int(hex.dropFirst(), radix: 16) else { return nil }
      let dark = Ink(code).onDark.hex
      return """
          .plot [fill="\(hex)"] { fill: \(dark); } .plot [stroke="\(hex)"] { stroke: \(dark); }
        """
    }.joined(separator: "\n")
  }
}
