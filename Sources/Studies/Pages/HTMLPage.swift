/// A page that is one file of HTML, without scripts, that needs no network.
package struct HTMLPage {
  /// The name of the page, as windows show it.
  package let title: String
  /// Rules that come after ``commonStyle``.
  package let style: String
  /// What stands above the sections, as HTML.
  package let header: String
  /// Entries of the navigation.
  package let entries: [String]
  /// The sections.
  package let sections: [String]
  /// What stands below them.
  package let footer: String

  /// A page of sections.
  package init(
    title: String, style: String = "", header: String, entries: [String], sections: [String],
    footer: String
  ) {
    (self.title, self.style, self.header) = (title, style, header)
    (self.entries, self.sections, self.footer) = (entries, sections, footer)
  }

  /// The page as a file.
  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(title)</title>
    <style>
    \([Self.commonStyle, style].filter { !$0.isEmpty }.joined(separator: "\n"))
    </style>
    </head>
    <body>
    <header>
    \(header)
    <nav><ul>
    \(entries.joined(separator: "\n"))
    </ul></nav>
    </header>
    <main>
    \(sections.joined(separator: "\n"))
    </main>
    <footer><p>\(footer)</p></footer>
    </body>
    </html>

    """
  }
}
