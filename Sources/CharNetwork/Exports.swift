// A type of another target in this library's interface, for code that imports CharNetwork alone.
@_exported public import struct CharIO.FileError
