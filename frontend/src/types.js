/**
 * The JSON that Python and the browser exchange. `signal_viz/events.py` and
 * `signal_viz/state.py` say what each field means; questions and answers are in
 * `kernel.js` and `signal_viz/answers.py`.
 *
 * @typedef {{label: string, kind: string}} Sender
 * @typedef {{type: string, message: string, frames: string[]}} CallError
 * @typedef {{id: string, name: string}} Signal
 *
 * @typedef {object} Connection
 * @property {string} id
 * @property {string} signal
 * @property {string} receiver
 * @property {string} where
 * @property {string | null} sender
 * @property {string | null} [sender_kind]
 * @property {boolean} weak
 * @property {string | null} dispatch_uid
 * @property {boolean} is_async
 * @property {boolean} alive
 *
 * @typedef {{signals: Signal[], connections: Connection[]}} Snapshot
 *
 * @typedef {{seq: number, t: number}} When
 * @typedef {When & {kind: "connected", connection: Connection, position: number}} Connected
 * @typedef {When & {kind: "disconnected", connection: string}} Disconnected
 * @typedef {When & {kind: "collected", connection: string, cause?: string}} Collected
 * @typedef {When & {kind: "dispatch_started", dispatch: number, signal: string,
 *   sender: Sender, method: string, parent?: number, parent_connection?: string,
 *   depth?: number, thread?: string, task?: string, atomic?: boolean,
 *   arguments?: Record<string, string>}} DispatchStarted
 * @typedef {When & {kind: "receiver_skipped", dispatch: number, connection: string}} ReceiverSkipped
 * @typedef {When & {kind: "receiver_started", dispatch: number, connection: string,
 *   thread?: string, task?: string}} ReceiverStarted
 * @typedef {When & {kind: "receiver_returned", dispatch: number, connection: string,
 *   duration_ns?: number}} ReceiverReturned
 * @typedef {When & {kind: "receiver_raised", dispatch: number, connection: string,
 *   error: CallError, duration_ns?: number}} ReceiverRaised
 * @typedef {When & {kind: "receiver_not_reached", dispatch: number, connection: string}} ReceiverNotReached
 * @typedef {When & {kind: "dispatch_ended", dispatch: number, duration_ns?: number,
 *   error?: CallError, responses?: Record<string, string>}} DispatchEnded
 * @typedef {When & {kind: "dropped", events: number, dispatches: number,
 *   snapshot: Snapshot}} Dropped
 * @typedef {Connected | Disconnected | Collected | DispatchStarted | ReceiverSkipped |
 *   ReceiverStarted | ReceiverReturned | ReceiverRaised | ReceiverNotReached |
 *   DispatchEnded | Dropped} FlowEvent
 *
 * @typedef {{schema: number, snapshot: Snapshot, events: FlowEvent[], dropped?: number}} Recording
 *
 * @typedef {"running" | "awaiting" | "returned" | "raised"} CallState
 * @typedef {CallState | "connected" | "not_reached" | "filtered" | "collected" |
 *   "disconnected"} CardState
 * @typedef {"running" | "returned" | "raised"} Status
 *
 * @typedef {{id: string, label: string, kind: string, active: boolean}} SenderState
 *
 * @typedef {object} Call
 * @property {number} dispatch
 * @property {string} connection
 * @property {string} receiver
 * @property {CallState} state
 * @property {number} start
 * @property {number | null} end
 * @property {number} depth
 * @property {string} thread
 * @property {string | null} task
 * @property {number | null} duration_ns
 * @property {string | null} response
 * @property {CallError | null} error
 *
 * @typedef {object} Card
 * @property {string} id
 * @property {string} signal
 * @property {string} receiver
 * @property {string} where
 * @property {string | null} sender
 * @property {string | null} sender_kind
 * @property {boolean} weak
 * @property {string | null} dispatch_uid
 * @property {boolean} is_async
 * @property {number | null} number
 * @property {CardState} state
 * @property {string} word
 * @property {CallError | null} error
 * @property {number | null} duration_ns
 * @property {string | null} response
 * @property {number} depth
 * @property {number | null} dispatch
 *
 * @typedef {object} Dispatch
 * @property {number} id
 * @property {string} signal
 * @property {Sender} sender
 * @property {string} method
 * @property {Status} status
 * @property {CallError | null} error
 * @property {number} t
 * @property {number | null} duration_ns
 * @property {Record<string, string>} arguments
 * @property {boolean | null} atomic
 * @property {string} thread
 * @property {string | null} task
 * @property {number} depth
 * @property {number | null} parent
 * @property {string | null} parent_connection
 *
 * @typedef {object} State
 * @property {Signal[]} signals
 * @property {SenderState[]} senders
 * @property {Card[]} connections
 * @property {Dispatch | null} dispatch
 * @property {Dispatch[]} nested
 * @property {Call[]} calls
 * @property {number} dispatches how many root dispatches have started
 * @property {string} sentence
 *
 * @typedef {{x: number, y: number, w: number, h: number}} Box
 *
 * Pixels, origin top left; edges are SVG path data under "from->to".
 * @typedef {{key: string, width: number, height: number,
 *   nodes: Record<string, Box>, edges: Record<string, string>}} Layout
 */

export {};
