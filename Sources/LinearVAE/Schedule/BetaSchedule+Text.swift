extension BetaSchedule {
  /// The schedule as the value of `training.beta` in a problem file, on one line, which the command
  /// schedule takes too: `{schedule: tanh, rate: 0.2, max: 1.0}`. It reads back to the same one.
  public var text: String { structure.text }

  /// The schedule as a call that reads back to the same one: `tanh(rate=0.2, max=1.0)`.
  public var call: String {
    guard case .mapping(let entries) = structure, let name = entries.first else {
      return "constant(value=\(text))"
    }
    let arguments = entries.dropFirst().map { "\($0.key)=\($0.value.text)" }
    return "\(name.value.text)(\(arguments.joined(separator: ", ")))"
  }

  /// The call, or of a long list of points their number.
  public var inWords: String {
    guard case .points(let points) = self, points.count > 4 else { return call }
    return "points, \(points.count) of them"
  }

  private var structure: StructuredValue {
    do { return try StructuredValue(encoding: self) } catch {
      preconditionFailure("numbers and words can be written: \(error)")
    }
  }
}
