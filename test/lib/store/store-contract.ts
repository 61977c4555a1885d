/** What every store has to do, whatever it is made of: one suite, run on each adapter. */
import type { Store } from '../../../nodes/lib/store/index.ts';
import { acceptContract } from './contract/accept-contract.ts';
import { claimContract } from './contract/claim-contract.ts';
import { commitContract } from './contract/commit-contract.ts';
import { interleavingContract } from './contract/interleaving-contract.ts';
import { deliveryContract } from './contract/delivery-contract.ts';
import { feedContract } from './contract/feed-contract.ts';
import { heldContract } from './contract/held-contract.ts';
import { operatorContract } from './contract/operator-contract.ts';
import { operatorDeskContract } from './contract/operator-desk-contract.ts';
import { operatorDiscardContract } from './contract/operator-discard-contract.ts';
import { operatorReplanContract } from './contract/operator-replan-contract.ts';
import { operatorResendContract } from './contract/operator-resend-contract.ts';
import { queryContract } from './contract/query-contract.ts';
import { recoveryContract } from './contract/recovery-contract.ts';
import { retentionContract } from './contract/retention-contract.ts';
import { signalContract } from './contract/signal-contract.ts';
import { supersedeContract } from './contract/supersede-contract.ts';

export interface Opening {
  /** Called as the store calls its failpoints. */
  failpoint?: (name: string) => void;
}

/** An empty store of its own for one test. */
export interface StoreBed {
  /** Opens the store as a process of its own would: a new session on the same data. Whatever was open before has been closed. */
  open(opening?: Opening): Promise<Store>;
  /** Closes what is open and removes the data. */
  remove(): Promise<void>;
}

export type MakeStoreBed = () => Promise<StoreBed>;

export function storeContract(name: string, makeBed: MakeStoreBed): void {
  describe(`the store contract, ${name}`, () => {
    acceptContract(makeBed);
    claimContract(makeBed);
    heldContract(makeBed);
    commitContract(makeBed);
    supersedeContract(makeBed);
    deliveryContract(makeBed);
    recoveryContract(makeBed);
    operatorContract(makeBed);
    operatorDiscardContract(makeBed);
    operatorDeskContract(makeBed);
    operatorReplanContract(makeBed);
    operatorResendContract(makeBed);
    queryContract(makeBed);
    feedContract(makeBed);
    retentionContract(makeBed);
    signalContract(makeBed);
    interleavingContract(makeBed);
  });
}
