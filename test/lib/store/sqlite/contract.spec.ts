import { sqliteBed } from './sqlite-bed.ts';
import { storeContract } from '../store-contract.ts';

storeContract('SQLite', sqliteBed);
