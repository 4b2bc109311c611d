/** The endpoint panel's rules: each host once, other regions and other clouds named. */
import { describe, expect, it } from 'vitest'
import { dnsName, endpointChoices, isForeign, regionMismatch, servedHosts } from '../../renderer/call/endpointChoice'
import type { Endpoint } from '../../shared/catalog'

const endpoint = (host: string, part: Partial<Endpoint> = {}): Endpoint => ({ host, network: 'public', source: 'sdk', reason: 'map', isRecommended: false, isGuess: false, ...part })

describe('the endpoints of a call', () => {
  it('show a host that serves several regions once, with those regions', () => {
    const own = endpoint('http://127.0.0.1:38559', { source: 'profile', isRecommended: true })
    const [first] = endpointChoices(['cn-hangzhou', 'cn-shanghai'], { 'cn-hangzhou': [own], 'cn-shanghai': [own] })
    expect(first?.hosts).toEqual([{ host: 'http://127.0.0.1:38559', regionIds: ['cn-hangzhou', 'cn-shanghai'] }])
  })

  it('offer another candidate for every region, by its pattern', () => {
    const choices = endpointChoices(['cn-hangzhou', 'cn-shanghai'], {
      'cn-hangzhou': [endpoint('ecs-cn-hangzhou.aliyuncs.com', { isRecommended: true }), endpoint('ecs.cn-hangzhou.aliyuncs.com')],
      'cn-shanghai': [endpoint('ecs.cn-shanghai.aliyuncs.com', { isRecommended: true })],
    })
    expect(choices.map(({ value }) => value)).toEqual(['recommended', 'ecs.${region}.aliyuncs.com'])
    expect(choices[0]?.hosts).toHaveLength(2)
    expect(choices[1]?.hosts.map(({ host }) => host)).toEqual(['ecs.cn-hangzhou.aliyuncs.com', 'ecs.cn-shanghai.aliyuncs.com'])
  })

  it('are looked up by name, and this machine is not', () => {
    expect(dnsName('https://ECS.aliyuncs.com:443')).toBe('ecs.aliyuncs.com')
    expect(dnsName('http://127.0.0.1:38559')).toBeUndefined()
    expect(dnsName('ecs.${region}.aliyuncs.com')).toBeUndefined()
  })

  it('are odd where the host names another region than the call', () => {
    const known = ['cn-hangzhou', 'cn-beijing', 'cn-hangzhou-finance']
    const served = (host: string) => servedHosts([{ regionId: 'cn-hangzhou', host }])
    expect(regionMismatch(served('ecs.cn-beijing.aliyuncs.com'), known)).toEqual({ host: 'ecs.cn-beijing.aliyuncs.com', named: 'cn-beijing', regionId: 'cn-hangzhou' })
    expect(regionMismatch(served('ecs.cn-hangzhou-finance.aliyuncs.com'), known)?.named).toBe('cn-hangzhou-finance')
    expect(regionMismatch(served('ecs-cn-hangzhou.aliyuncs.com'), known)).toBeUndefined()
    expect(regionMismatch(served('ram.aliyuncs.com'), known)).toBeUndefined()
  })

  it('are foreign unless they are Alibaba Cloud’s, this machine’s or the profile’s', () => {
    const own = { '*': 'https://api.${region}.private.example:8443' }
    expect(isForeign('ecs.aliyuncs.com.evil.com', own)).toBe(true)
    expect(isForeign('evilaliyuncs.com', {})).toBe(true)
    expect(['ecs.cn-hangzhou.aliyuncs.com', 'http://127.0.0.1:80', 'localhost:1', 'api.cn-hangzhou.private.example'].map((host) => isForeign(host, own))).toEqual([false, false, false, false])
    expect(isForeign('apiXcn-hangzhou.private.example', own)).toBe(true)
  })
})
