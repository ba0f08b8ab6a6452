/// The settings of a configuration inside another one, stored as an object under one key.
package struct SettingGroup<Root: Configurable> {
  let part: SettingBuilder<Root>.Part

  /// A group that is always there.
  package init<Inner: Configurable>(
    _ name: String, _ path: any WritableKeyPath<Root, Inner> & Sendable
  ) {
    part = SettingBuilder.Part(
      settings: Inner.table.settings.map { setting in
        setting.inside(name, get: { $0[keyPath: path] }) { texts, root in
          setting.access.set(texts, &root[keyPath: path])
        }
      },
      coding: SettingCoding(
        decode: { root, container in
          let key = SettingKey(stringValue: name)
          guard container.contains(key) else { return }
          root[keyPath: path] = try container.decode(Inner.self, forKey: key)
        },
        encode: { root, container in
          try container.encode(root[keyPath: path], forKey: SettingKey(stringValue: name))
        }))
  }

  /// A group that may be missing: `maker` is the setting without which there is none; nil if
  /// there is one as soon as a setting is not as usual.
  package init<Inner: Configurable>(
    _ name: String, _ path: any WritableKeyPath<Root, Inner?> & Sendable,
    madeBy maker: String? = nil
  ) {
    part = SettingBuilder.Part(
      settings: Inner.table.settings.map { setting in
        let makes = maker == nil || setting.name == maker
        return setting.inside(
          name, madeBy: makes ? nil : maker,
          get: { $0[keyPath: path] ?? (maker == nil ? Inner() : nil) }
        ) { texts, root in
          if setting.name == maker, texts.isEmpty || texts == ["none"] {
            root[keyPath: path] = nil
            return true
          }
          guard var inner = root[keyPath: path] ?? (makes ? Inner() : nil) else { return true }
          guard setting.access.set(texts, &inner) else { return false }
          root[keyPath: path] = maker == nil && inner == Inner() ? nil : inner
          return true
        }
      },
      coding: SettingCoding(
        decode: { root, container in
          let key = SettingKey(stringValue: name)
          root[keyPath: path] = try container.decodeIfPresent(Inner.self, forKey: key)
        },
        encode: { root, container in
          try container.encodeIfPresent(
            root[keyPath: path], forKey: SettingKey(stringValue: name))
        }))
  }
}

extension Setting {
  /// The setting as a configuration around it sees it: `get` and `set` its own configuration there.
  func inside<Outer: Configurable>(
    _ group: String, madeBy maker: String? = nil, get: @escaping @Sendable (Outer) -> Root?,
    set: @escaping @Sendable ([String], inout Outer) -> Bool
  ) -> Setting<Outer> {
    let access = access
    return Setting<Outer>(
      name: "\(group).\(name)", flag: flag, help: help, note: note, scope: scope, traits: traits,
      range: range, unit: unit, unset: unset, choices: choices, usual: usual, isSwitch: isSwitch,
      isText: isText, isList: isList, maker: maker.map { "\(group).\($0)" },
      access: Setting<Outer>.Access(
        told: { get($0).flatMap(access.told) }, texts: { get($0).map(access.texts) ?? [] },
        usual: access.usual, number: { get($0).flatMap(access.number) },
        isUsual: { outer in
          let (here, usually) = (get(outer), get(Outer()))
          guard let here else { return usually == nil }
          return access.isUsual(here) && usually != nil
        },
        set: set, kind: access.kind),
      coding: nil)
  }
}
