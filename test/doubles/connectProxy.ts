/** A proxy on loopback that lets every CONNECT through to one port of this machine or refuses all of them, and a certificate made on the spot. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface ConnectProxy {
  port: number
  connected: { authority: string | undefined; password: string | undefined }[]
  close(): void
}

export async function startConnectProxy(to: number | undefined): Promise<ConnectProxy> {
  const connected: ConnectProxy['connected'] = []
  const proxy = createServer().on('connect', (request, socket, head) => {
    connected.push({ authority: request.url, password: request.headers['proxy-authorization'] })
    if (to === undefined) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const onward = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy())
    socket.on('error', () => onward.destroy())
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    port: (proxy.address() as AddressInfo).port,
    connected,
    close: () => {
      proxy.close()
      proxy.closeAllConnections()
    },
  }
}

/** Signed by itself for one host, by openssl: Node makes no certificates. A test that takes one is left out where openssl is missing and cannot be installed (test/system.ts). */
export function makeCertificate(host: string): { file: string; key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'))
  execFileSync('openssl', `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${host} -addext subjectAltName=DNS:${host} -keyout key.pem -out cert.pem`.split(' '), { cwd: folder, stdio: 'ignore' })
  const file = join(folder, 'cert.pem')
  return { file, key: readFileSync(join(folder, 'key.pem'), 'utf8'), cert: readFileSync(file, 'utf8') }
}
