/** As much of a browser's EventSource as the web provider uses; Node 20 has none. */
export class EventSource {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSED = 2;

  readyState = EventSource.CONNECTING;
  #listeners = {};
  #abort = new AbortController();

  constructor(url) {
    this.url = url;
    this.#read();
  }

  addEventListener(type, listener) {
    (this.#listeners[type] ??= []).push(listener);
  }

  close() {
    this.readyState = EventSource.CLOSED;
    this.#abort.abort();
  }

  #tell(type, event) {
    (this.#listeners[type] ?? []).forEach((listener) => listener(event));
  }

  async #read() {
    try {
      const response = await fetch(this.url, { signal: this.#abort.signal });
      if (response.status !== 200 || !response.headers.get('content-type').startsWith('text/event-stream')) {
        throw new Error(`answered ${response.status}`);
      }
      this.readyState = EventSource.OPEN;
      this.#tell('open', {});
      await this.#events(response.body);
      throw new Error('ended');
    } catch {
      if (this.readyState !== EventSource.CLOSED) {
        this.readyState = EventSource.CLOSED;
        this.#tell('error', {});
      }
    }
  }

  async #events(body) {
    let text = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const data = block.split('\n').filter((line) => line.startsWith('data:'));
        if (data.length > 0) {
          this.#tell('message', { data: data.map((line) => line.slice(5).trimStart()).join('\n') });
        }
      }
    }
  }
}
