/// A page that is one file of HTML, without scripts, that needs no network.
struct HTMLPage {
  /// The name of the page, as windows show it.
  let title: String
  /// Rules that come after ``commonStyle``.
  var style = ""
  /// What stands above the sections, as HTML.
  let header: String
  /// Entries of the navigation.
  let entries: [String]
  /// The sections.
  let sections: [String]
  /// What stands below them.
  let footer: String

  /// The page as a file.
  var html: String {
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
