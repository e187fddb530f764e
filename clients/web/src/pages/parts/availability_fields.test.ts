import { create } from '@bufbuild/protobuf';
import { AvailabilitySchema, ChampionProfileSchema } from '@ourplace/sdk';
import { describe, expect, it } from 'vitest';
import { fieldsOf, pausedUntilUs, zonesToOffer } from './availability_fields.ts';

const now = new Date('2026-11-26T12:00:00Z');
const profile = create(ChampionProfileSchema, { languages: ['en'], canHelpWith: 'Leases' });

describe('the fields of availability', () => {
  it('show what was said', () => {
    const availability = create(AvailabilitySchema, {
      zone: 'Europe/London',
      hours: [{ weekday: 1, from: '09:00', to: '17:00' }],
      quietFrom: '22:00',
      quietTo: '07:00',
      pausedUntilUs: BigInt(new Date('2026-12-03T00:00').getTime()) * 1000n,
      cap: 2,
    });
    expect(fieldsOf(availability, profile, now)).toMatchObject({
      when: 'these',
      quietFrom: '22:00',
      pausedUntil: '2026-12-03',
      cap: '2',
      canHelp: 'Leases',
    });
  });

  it('leave out a pause that is over, and hours that nobody set', () => {
    const availability = create(AvailabilitySchema, { pausedUntilUs: 5n });
    expect(fieldsOf(availability, profile, now)).toMatchObject({ when: 'any', pausedUntil: '' });
  });

  it('pause until the day begins, and leave a pause alone that was not changed', () => {
    const morning = BigInt(new Date('2026-12-03T09:30').getTime()) * 1000n;
    expect(pausedUntilUs('', morning)).toBe(0n);
    expect(pausedUntilUs('2026-12-03', morning)).toBe(morning);
    expect(pausedUntilUs('2026-12-04', morning)).toBe(BigInt(new Date('2026-12-04T00:00').getTime()) * 1000n);
  });

  it('offer the chosen zone first, each once', () => {
    const zones = zonesToOffer('Asia/Kathmandu');
    expect(zones[0]).toBe('Asia/Kathmandu');
    expect(zones).toContain('Europe/London');
    expect(new Set(zones).size).toBe(zones.length);
  });
});
