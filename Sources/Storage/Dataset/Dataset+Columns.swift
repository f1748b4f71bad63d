extension Dataset {
  /// The rows of CSV: fields whose first axes are those of the rows, what is left of their shape beside
  /// each other as `m_0_1`, entries of an axis by its labels where it has such. A field over some of the
  /// row axes is repeated along the others. Without row axes there is one row, of single values.
  package var table: ColumnTable {
    var table = ColumnTable()
    for field in fields where isColumn(field) {
      let leading = field.axes.prefix { rows.contains($0) }
      let inner = Array(field.axes.dropFirst(leading.count))
      let innerShape = Array(field.shape.dropFirst(leading.count))
      let width = innerShape.reduce(1, *)
      let places = rowPlaces(of: field, leading: Array(leading))
      let numbers = field.values.asNumbers
      for column in 0..<width {
        let name = field.name + suffix(of: column, axes: inner, shape: innerShape)
        if let numbers {
          table.add(name, places.map { numbers[$0 * width + column] })
        } else if case .texts(let texts) = field.values {
          table.add(name, texts: places.map { texts[$0 * width + column] ?? "" })
        }
      }
    }
    return table
  }

  /// Every field under its name, one number as an array of one.
  package var archive: NPZArchive {
    var archive = NPZArchive()
    for field in fields where !field.isInJSONAlone {
      let shape = field.shape.isEmpty ? [1] : field.shape
      if let values = field.values.asNumbers {
        archive.add(
          field.name, shape: shape,
          values.allSatisfy(\.isFinite) ? values : values.map { $0.isFinite ? $0 : .nan })
      } else if case .texts(let texts) = field.values {
        archive.add(field.name, shape: shape, texts: texts.map { $0 ?? "" })
      }
    }
    return archive
  }

  /// Columns hold what has a value for each row, and not a curve besides.
  func isColumn(_ field: Field) -> Bool {
    let leading = field.axes.prefix { rows.contains($0) }
    if rows.isEmpty { return field.axes.isEmpty && !field.isInJSONAlone }
    return !leading.isEmpty && !field.isInJSONAlone
      && !field.axes.dropFirst(leading.count).contains(where: longAxes.contains)
  }

  /// For each row the place along the leading axes of a field.
  private func rowPlaces(of field: Field, leading: [String]) -> [Int] {
    let lengths = rows.map { axis in
      fields.lazy.compactMap { field in
        field.axes.firstIndex(of: axis).map { field.shape[$0] }
      }.first ?? 0
    }
    return (0..<lengths.reduce(1, *)).map { row in
      var (rest, place, stride) = (row, 0, 1)
      for (axis, length) in zip(rows, lengths).reversed() {
        let index = rest % length
        rest /= length
        guard leading.contains(axis) else { continue }
        place += index * stride
        stride *= length
      }
      return place
    }
  }

  private func suffix(of column: Int, axes: [String], shape: [Int]) -> String {
    var (rest, text) = (column, "")
    for (axis, length) in zip(axes, shape).reversed() {
      text = "_" + (labels[axis]?[rest % length] ?? "\(rest % length)") + text
      rest /= length
    }
    return text
  }
}
