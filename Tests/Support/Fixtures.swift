import Foundation

/// The contents of a file of `Fixtures`, without its extension: they are part of the tests, and
/// nothing can be said when they cannot be read.
package func fixture<Value: Decodable>(_ name: String) -> Value {
  guard let url = Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "json") else {
    fatalError("the fixture \(name).json is missing")
  }
  do {
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
  } catch {
    fatalError("the fixture \(name).json cannot be read: \(error)")
  }
}
