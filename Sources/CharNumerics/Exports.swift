// Re-exports a type of another target that is part of this library's interface.
@_exported public import struct CharIO.FileError
