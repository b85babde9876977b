/**
 * What the words of the picture mean, and the number of the lesson that teaches it.
 * @type {Record<string, {text: string, lesson: string}>}
 */
export const TERMS = {
  receiver: {
    text: "A function, or anything else that can be called, which Django calls when the signal is sent.",
    lesson: "01",
  },
  weak: {
    text: "The signal does not keep the receiver alive. When nothing else holds it, Python removes it, and it is called no more.",
    lesson: "02",
  },
  strong: {
    text: "The signal keeps the receiver alive until it is disconnected (weak=False).",
    lesson: "02",
  },
  sender: {
    text: "Who sends. A receiver that was connected with a sender hears only that one object; any other one is passed over.",
    lesson: "02",
  },
  dispatch_uid: {
    text: "A name for the connection. A second connect() with the same name and sender changes nothing.",
    lesson: "02",
  },
  sync: {
    text: "Called and finished before the next one starts, in the thread of the send.",
    lesson: "03",
  },
  async: {
    text: "A coroutine. Django starts all async receivers of a dispatch together, after the sync ones, and waits for them: a concurrent group.",
    lesson: "09",
  },
  send: {
    text: "send() calls one receiver after the other. The first exception ends it and goes to the caller.",
    lesson: "03",
  },
  robust: {
    text: "send_robust() catches the exceptions of receivers, logs them, and goes on.",
    lesson: "03",
  },
  asend: {
    text: "The send for async code: await it.",
    lesson: "09",
  },
  arguments: {
    text: "What was sent with the signal, as short text. Every receiver gets the same objects.",
    lesson: "04",
  },
  returned: {
    text: "The caller of the send gets this value in a list, with the receiver.",
    lesson: "03",
  },
  raised: {
    text: "The exception that left the receiver.",
    lesson: "03",
  },
  connected: {
    text: "On the signal's list, and not called in this dispatch.",
    lesson: "02",
  },
  disconnected: {
    text: "Taken off the signal's list: the next dispatch does not call it.",
    lesson: "02",
  },
  not_reached: {
    text: "An exception ended the dispatch before this receiver's turn.",
    lesson: "03",
  },
  filtered: {
    text: "Passed over: it was connected to another sender.",
    lesson: "02",
  },
  collected: {
    text: "Python removed the receiver or its sender, because nothing held it. Its connection is a ghost.",
    lesson: "08",
  },
  awaiting: {
    text: "It has started and waits for something. Other receivers of its group run meanwhile.",
    lesson: "09",
  },
  took: {
    text: "The true time from its start to its end, whatever the speed of the replay.",
    lesson: "10",
  },
  thread: {
    text: "Signals are no queue: sync receivers run in the thread that sends.",
    lesson: "03",
  },
  depth: {
    text: "0: sent by no receiver. 1: sent by a receiver while another dispatch ran, and so on.",
    lesson: "03",
  },
  transaction: {
    text: "Inside one, what the receiver writes is undone when the transaction is rolled back.",
    lesson: "06",
  },
};
