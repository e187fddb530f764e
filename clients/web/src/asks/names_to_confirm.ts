import { OurplaceError, SafeguardingService, type Session } from '@ourplace/sdk';
import { signal } from '@preact/signals';

/** How many requests for a private name wait until this member confirms them, as was last heard. */
export const namesToConfirm = signal(0);

/** For those who may be asked: administrators, and whoever was told that one waits. */
export async function lookForNames({ connection }: Session): Promise<void> {
  try {
    const { unsealings } = await connection.call(SafeguardingService.method.listUnsealings, {});
    namesToConfirm.value = unsealings.filter(({ mayConfirm }) => mayConfirm).length;
  } catch (caught) {
    // Without an answer what is known stays; they stand under Asks as well.
    if (!(caught instanceof OurplaceError)) throw caught;
  }
}
