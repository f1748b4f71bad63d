import Plotting
import Storage

extension Label {
  /// A number in a few significant digits, with a true minus sign and powers of ten.
  package static func value(_ value: Double, digits: Int = 6) -> Label {
    let text = ShortNumber.text(value, digits: digits)
    let parts = text.split(separator: "e")
    let mantissa = Label.plain((parts.first ?? "").replacing("-", with: "−"))
    guard parts.count == 2, let exponent = Int(parts[1]) else { return mantissa }
    let power = Label.powerOfTen(exponent)
    return switch parts[0] {
    case "1": power
    case "-1": "−" + power
    default: mantissa + "×" + power
    }
  }
}
