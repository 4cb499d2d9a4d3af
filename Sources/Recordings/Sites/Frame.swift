/// A function's call in a stack, as debug information names it.
package struct Frame: Sendable, Hashable {
  /// The function, demangled; empty where it is not known.
  package var function: String
  /// The source file; empty where it is not known.
  package var file: String
  /// The line in it, from 1; 0 where it is not known.
  package var line: Int
  /// The program or library; empty where it is not known.
  package var module: String

  package init(function: String, file: String = "", line: Int = 0, module: String = "") {
    self.function = function
    self.file = file
    self.line = line
    self.module = module
  }

  /// `networking.c:174`, without the line where that is not known; nil where the file is not.
  package var place: String? {
    if file.isEmpty { return nil }
    let name = Self.lastComponent(of: file)
    return line > 0 ? "\(name):\(line)" : name
  }

  /// The module without its folders.
  package var moduleName: String { Self.lastComponent(of: module) }

  /// The function, or the place or the module where it has no name.
  package var name: String {
    if !function.isEmpty { return function }
    return place ?? (module.isEmpty ? "unknown" : moduleName)
  }

  /// The shortest text that a reader finds the line by: the place, with the function.
  package var label: String {
    guard let place else { return name }
    return function.isEmpty ? place : "\(place) \(function)"
  }

  private static func lastComponent(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
