/// A result: named, shaped and documented values, from which every format of a command is made.
///
/// A field has a name, under which CSV and NPZ have it, and a path in the JSON. A path such as
/// `fixed_points[].state.m` is a list with one element for each entry of the first axis, in which the rest
/// of the shape stands as lists within lists. A number that is missing or not finite is `null` in JSON, an
/// empty cell in CSV and `nan` in NPZ; latents and factors are counted from 0 in all of them.
///
/// ```swift
/// var data = Dataset(rows: "time")
/// data.add("times", .numbers(times), "Steps divided by N.", over: "time")
/// data.add("D", .numbers(variances), "Variances.", at: "states[].D", shape: [times.count, latents],
///   over: "time", "latent")
/// try JSONDocument.data(of: data)  // {"states": [{"D": […]}, …], "times": […]}
/// ```
package struct Dataset: Sendable {
  /// The values of a field, the last axis varying fastest.
  package enum Values: Sendable {
    case numbers([Double])
    case whole([Int])
    case flags([Bool])
    /// A text that is missing is `null` in JSON, and empty elsewhere.
    case texts([String?])

    /// The values as numbers, flags as 0 and 1; `nil` for texts.
    package var asNumbers: [Double]? {
      switch self {
      case .numbers(let values): values
      case .whole(let values): values.map(Double.init)
      case .flags(let values): values.map { $0 ? 1 : 0 }
      case .texts: nil
      }
    }

    /// How many there are.
    var count: Int {
      switch self {
      case .numbers(let values): values.count
      case .whole(let values): values.count
      case .flags(let values): values.count
      case .texts(let values): values.count
      }
    }

    /// Numbers of which some are missing.
    package static func optionals(_ values: [Double?]) -> Values {
      .numbers(values.map { $0 ?? .nan })
    }
  }

  package struct Field: Sendable {
    package let name: String
    /// The place in JSON; `nil` for what JSON has in another form.
    package let path: String?
    /// What it is, with its unit.
    package let documentation: String
    package let axes: [String]
    /// The length of each axis; none for a single value.
    package let shape: [Int]
    package let values: Values
    /// The lengths of the parts into which the first axis falls in JSON, where they differ.
    package var parts: [Int]?
    package var isInJSONAlone = false
  }

  /// Something that only JSON has, in a form of its own.
  package struct Note: Sendable {
    package let path: String
    package let documentation: String
    package let value: any Encodable & Sendable
  }

  /// The axes of which CSV has a row for each combination of entries, the last varying fastest.
  package let rows: [String]
  package private(set) var fields: [Field] = []
  package private(set) var notes: [Note] = []
  /// The names of the entries of an axis in columns of CSV: `bracket_lower`. Others are counted from 0.
  package var labels: [String: [String]] = [:]
  /// Axes along which CSV has no columns beside each other, since there would be hundreds.
  package var longAxes: Set<String> = []

  package init(rows: String...) { self.rows = rows }

  /// Adds values.
  ///
  /// - Parameters:
  ///   - name: The name in CSV and NPZ; unique.
  ///   - values: As many as fill the shape.
  ///   - documentation: What they are, with their unit.
  ///   - path: The place in JSON; the name unless given.
  ///   - shape: The lengths of the axes; that of a list unless given.
  ///   - parts: The lengths of the parts into which the first axis falls in JSON.
  ///   - axes: The names of the axes; none for a single value.
  package mutating func add(
    _ name: String, _ values: Values, _ documentation: String, at path: String? = nil,
    shape: [Int]? = nil, parts: [Int]? = nil, over axes: String...
  ) {
    add(name, values, documentation, path: path ?? name, shape: shape, parts: parts, axes: axes)
  }

  /// Adds values that JSON has in another form.
  package mutating func addColumn(
    _ name: String, _ values: Values, _ documentation: String, shape: [Int]? = nil,
    over axes: String...
  ) {
    add(name, values, documentation, path: nil, shape: shape, parts: nil, axes: axes)
  }

  package mutating func add(
    _ name: String, _ values: Values, _ documentation: String, path: String?, shape: [Int]?,
    parts: [Int]?, axes: [String]
  ) {
    let shape = shape ?? (axes.isEmpty ? [] : [values.count])
    precondition(
      shape.reduce(1, *) == values.count, "\(name): \(values.count) do not fill \(shape)")
    precondition(axes.count == shape.count, "\(name): axes \(axes) of shape \(shape)")
    precondition(!fields.contains { $0.name == name }, "two fields \(name)")
    fields.append(
      Field(
        name: name, path: path, documentation: documentation, axes: axes, shape: shape,
        values: values, parts: parts))
  }

  package mutating func note(
    _ path: String, _ value: any Encodable & Sendable, _ documentation: String
  ) {
    notes.append(Note(path: path, documentation: documentation, value: value))
  }

  /// Adds the fields and notes of another result.
  ///
  /// - Parameters:
  ///   - other: With the same rows.
  ///   - prefix: Begins their names, and the paths below a key of that name.
  ///   - key: Where they stand in JSON.
  ///   - isColumn: Which of the fields have columns and arrays too; the others stand in JSON alone.
  package mutating func add(
    _ other: Dataset, prefix: String = "", below key: String,
    columns isColumn: (Field) -> Bool = { _ in true }
  ) {
    for field in other.fields {
      fields.append(
        Field(
          name: prefix + field.name, path: field.path.map { "\(key).\($0)" },
          documentation: field.documentation, axes: field.axes, shape: field.shape,
          values: field.values, parts: field.parts,
          isInJSONAlone: field.isInJSONAlone || !isColumn(field)))
    }
    for note in other.notes {
      notes.append(
        Note(path: "\(key).\(note.path)", documentation: note.documentation, value: note.value))
    }
    labels.merge(other.labels) { mine, _ in mine }
    longAxes.formUnion(other.longAxes)
  }
}
