/** What is read once, at opening: these may look at every lane. */
import { query } from '../sql.ts';

export const OPENING = {
  newestCase: query<{ newest: number | null }>('SELECT max(case_no) AS newest FROM cases'),
  newestEvent: query<{ newest: number | null }>('SELECT max(seq) AS newest FROM events'),
  newestMessage: query<{ newest: number | null }>('SELECT max(message_id) AS newest FROM messages'),
  newestMessageLane: query<{ newest: number | null }>('SELECT max(lane_id) AS newest FROM message_lanes'),
  newestRejection: query<{ newest: number | null }>('SELECT max(rejected_id) AS newest FROM rejected'),
  handedOut: query<{ caseNo: number; seq: number }>(`
    SELECT case_no AS caseNo, head_seq AS seq FROM event_lanes WHERE state = 'processing'`),
  underWay: query<{ laneId: number; messageId: number; endpoint: string }>(`
    SELECT lane_id AS laneId, head_id AS messageId, endpoint FROM message_lanes WHERE state = 'claimed' OR state = 'in-flight'`),
} as const;
