// Types of other libraries in this one's interface, for code that imports CharTraining alone.
@_exported public import struct CharNumerics.FileError
@_exported public import enum CharNumerics.Precision
@_exported public import enum CharSettings.SettingError
