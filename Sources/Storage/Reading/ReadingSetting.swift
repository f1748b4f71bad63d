/// One of the ``ReadingOptions`` by its name, with or without a value: what mends a file, or a remark
/// about one. Messages write it as "the option drop=label"; a command puts its flag there.
public struct ReadingSetting: Sendable, Hashable {
  /// The options that have to be named.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    /// ``ReadingOptions/key``.
    case key
    /// ``ReadingOptions/window``.
    case window
    /// ``ReadingOptions/stride``.
    case stride
    /// ``ReadingOptions/isTransposed``, which has no value.
    case transpose
    /// ``ReadingOptions/columns``.
    case columns
    /// ``ReadingOptions/drop``.
    case drop
    /// ``ReadingOptions/rows``.
    case rows
    /// ``ReadingOptions/delimiter``.
    case delimiter
    /// ``ReadingOptions/decimal``.
    case decimal
    /// ``ReadingOptions/missing``.
    case missing
    /// ``ReadingOptions/scale``.
    case scale
  }

  /// Which option it is.
  public let name: Name
  /// What it is set to, as a command line would have it; `nil` for one that is only switched on.
  public let value: String?

  /// An option with a value.
  public init(_ name: Name, _ value: String? = nil) { (self.name, self.value) = (name, value) }
}

extension ReadingSetting: CustomStringConvertible {
  /// "the option drop=label", or "the option transpose".
  public var description: String {
    "the option " + (value.map { "\(name.rawValue)=\($0)" } ?? name.rawValue)
  }
}
