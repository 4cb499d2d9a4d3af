import Foundation
import PackagePlugin

/// Builds into a target which commit it is built from: `builtFrom`, nil outside a repository.
@main
struct Revision: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) -> [Command] {
    let folder = context.pluginWorkDirectoryURL.appending(path: "Revision")
    return [
      .prebuildCommand(
        displayName: "Asking git for the commit", executable: URL(filePath: "/bin/sh"),
        arguments: ["-c", Self.script, context.package.directoryURL.path, folder.path],
        outputFilesDirectory: folder)
    ]
  }

  /// Writes the file only where it says something else, so that nothing is built again for it.
  private static let script = """
    ask() { git --no-optional-locks -c core.fsmonitor=false -C "$0" "$@" 2>/dev/null; }
    value=nil
    if commit=$(ask rev-parse --verify HEAD) &&
      changes=$(ask status --porcelain -- ':(top)' ':(top,exclude)results/' ':(top,exclude)plots/')
    then
      dirty=false
      [ -z "$changes" ] || dirty=true
      value="(\\"$commit\\", $dirty)"
    fi
    file="$1/BuiltFrom.swift"
    text="let builtFrom: (commit: String, dirty: Bool)? = $value"
    mkdir -p "$1"
    [ "$(cat "$file" 2>/dev/null)" = "$text" ] || printf '%s\\n' "$text" > "$file"
    """
}
