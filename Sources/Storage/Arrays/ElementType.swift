/// The types of elements that are real numbers, by NumPy's names.
enum ElementType: String, Sendable {
  case float16 = "f2"
  case float32 = "f4"
  case float64 = "f8"
  case boolean = "b1"
  case int8 = "i1"
  case int16 = "i2"
  case int32 = "i4"
  case int64 = "i8"
  case uint8 = "u1"
  case uint16 = "u2"
  case uint32 = "u4"
  case uint64 = "u8"

  /// Bytes per element.
  var size: Int { rawValue.last?.wholeNumberValue ?? 0 }

  /// Whether every value is a number, which infinity and NaN are not.
  var isAlwaysFinite: Bool { rawValue.first != "f" }

  /// Whether elements are integers of one byte, as pixels are.
  var isByte: Bool { self == .uint8 || self == .int8 }

  /// What a type string such as `|O` or `<U5` is refused with.
  static func refusal(of type: String) -> DataFileError.Problem {
    let isRecord = type.hasPrefix("[")
    return .unsupportedType(
      found: isRecord ? String(type.prefix(80)) : "'\(type)'",
      reason: isRecord ? "is a record, not a number" : reason(against: type))
  }

  private static func reason(against type: String) -> String {
    switch type.dropFirst().first {
    case "O": "holds pickled Python objects, which can run code when read"
    case "c": "is complex; only real numbers are supported"
    case "S", "a", "U": "is text, not a number"
    case "M", "m": "is a date or a time span, not a number"
    case "V": "is raw memory, not a number"
    default: "is not supported; use f2, f4, f8, b1 or an integer type"
    }
  }
}
