import { create } from '@bufbuild/protobuf';
import { EventDetailsSchema, EventSchema } from '@ourplace/sdk';
import { describe, expect, it } from 'vitest';
import { detailsOf, emptyFields, fieldsOf, problemsOf } from './event_fields.ts';
import { endAfter } from './wall_fields.ts';

const fields = { ...emptyFields(new Date(2026, 10, 26)), titleEn: 'Walk' };

describe('the form of an event', () => {
  it('proposes an evening in a week', () => {
    expect(detailsOf(fields)).toMatchObject({ start: '2026-12-03T19:00', end: '2026-12-03T21:00' });
  });

  it('ends on the next day when the end is before the start', () => {
    expect(endAfter('2026-12-31', '22:00', '02:00')).toBe('2027-01-01T02:00');
    expect(endAfter('2026-12-31', '22:00', '23:00')).toBe('2026-12-31T23:00');
  });

  it('says what is missing', () => {
    expect(problemsOf(fields)).toEqual({});
    expect(Object.keys(problemsOf({ ...fields, titleEn: ' ', date: '', capacity: 'many' }))).toEqual([
      'titleEn',
      'date',
      'capacity',
    ]);
    expect(problemsOf({ ...fields, titleEn: '', titleCy: 'Cerdded' })).toEqual({});
  });

  it('changes nothing that it was not asked to change', () => {
    const details = create(
      EventDetailsSchema,
      detailsOf({ ...fields, repeats: 'weekly', until: '2027-03-04', capacity: '12' }),
    );
    details.recurrence = 'FREQ=WEEKLY;BYDAY=MO,TH';
    details.excludedDays = ['2026-12-24'];
    details.end = '2026-12-05T17:00';
    const event = create(EventSchema, { eventId: 'e', details });
    expect(create(EventDetailsSchema, detailsOf(fieldsOf(event), details))).toEqual(details);
  });
});
