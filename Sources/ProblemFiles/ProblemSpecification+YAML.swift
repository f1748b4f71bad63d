import LinearVAE
import Yams

extension ProblemSpecification {
  /// The specification as a problem file, with all defaults filled in.
  ///
  /// Numbers are written with as many digits as it takes to read the same ones back, so that reading
  /// the result gives an equal specification.
  ///
  /// - Returns: YAML text that ends with a line break.
  public func yaml() -> String {
    do {
      let tree = try StructuredValue(encoding: self).node()
      return try Yams.serialize(node: tree, width: -1, allowUnicode: true)
    } catch {
      preconditionFailure("a tree of plain scalars, lists and mappings is YAML: \(error)")
    }
  }
}

extension StructuredValue {
  /// The value as a tree of YAML, sections one key a line, lists and what is in them on one line.
  func node(inline: Bool = false) -> Node {
    switch self {
    case .scalar(let text): Node.scalar(.init(text))
    case .list(let values):
      Node.sequence(.init(values.map { $0.node(inline: true) }, .implicit, .flow))
    case .mapping(let entries):
      Node.mapping(
        .init(
          entries.map { (Node.scalar(.init($0.key)), $0.value.node(inline: inline)) }, .implicit,
          inline ? .flow : .block))
    }
  }
}
