extension Dataset {
  /// What the formats hold, in Markdown: what a row of CSV stands for, then a table with the place of each
  /// field in JSON, its name in CSV and NPZ, its shape and its meaning.
  package var reference: String {
    let head =
      rows.isEmpty
      ? "CSV has one row." : "CSV has a row for each \(rows.joined(separator: " and "))."
    let lines =
      [["JSON", "CSV, NPZ", "Shape", "Meaning"], ["---", "---", "---", "---"]] + entries
    return lines.reduce(head + "\n\n") { text, cells in
      text + "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |\n"
    }
  }

  private var entries: [[String]] {
    fields.map { field in
      // What has no value for each row has no column.
      let name = isColumn(field) ? "`\(field.name)`" : "`\(field.name)` (NPZ)"
      return [
        field.path.map { "`\($0)`" } ?? "–", field.isInJSONAlone ? "–" : name,
        field.axes.isEmpty ? "one value" : field.axes.joined(separator: " × "), field.documentation,
      ]
    }
      + notes.flatMap { note in
        let parts = (note.value as? Dataset)?.entries ?? []
        return [["`\(note.path)`", "–", "–", note.documentation]]
          + parts.map { cells in
            ["`\(note.path).\(cells[0].dropFirst())", "–"] + cells.dropFirst(2)
          }
      }
  }
}
