/// Sentences for people, as a terminal shows them.
enum Paragraph {
  /// The text in lines of at most `width` characters, where its words are no longer.
  static func wrapped(_ text: String, width: Int = 96) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }
}
