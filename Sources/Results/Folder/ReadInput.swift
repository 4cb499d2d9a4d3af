/// Reads a file that the command line names; `hint` is what to say when it is not there.
package func readInput(_ file: String, hint: String) throws(ResultsError) -> [UInt8] {
  do {
    return try ResultsFolder("").readBytes(file)
  } catch .notFound(let path, _) {
    throw .notFound(path: path, hint: hint)
  }
}
