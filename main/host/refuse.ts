/** Says by name what the Chromium host does not offer, where Electron would have it; it never pretends. */

const sentence = (name: string): string => `electron.${name} is not offered by the Chromium host. Use it only where the host is Electron.`

export function refuse(name: string): never {
  throw new Error(sentence(name))
}

// Printing, awaiting and comparing a value asks for these; an answer of undefined is the honest one.
const isProbe = (key: string | symbol): boolean => typeof key === 'symbol' || key.startsWith('_') || ['then', 'toJSON', 'domain', 'nodeType', 'asymmetricMatch', 'inspect', 'default'].includes(key)

/** The object, except that asking for something it has not says so by name instead of giving undefined. */
export function offerOnly<T extends object>(name: string, offered: T): T {
  return new Proxy(offered, {
    get: (target, key, receiver): unknown => (key in target || isProbe(key) ? Reflect.get(target, key, receiver) : refuse(`${name ? `${name}.` : ''}${String(key)}`)),
  })
}

/** Stands for a whole part of Electron that is not here: importing it is fine, using it is refused. */
export function absent(name: string): object {
  const stop = (): never => refuse(name)
  return new Proxy(function absentPart() {}, {
    get: (target, key): unknown => (isProbe(key) || key === 'prototype' ? Reflect.get(target, key) : refuse(`${name}.${String(key)}`)),
    set: stop,
    apply: stop,
    construct: stop,
  })
}
