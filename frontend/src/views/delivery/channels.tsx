// The channels: open, suspended, degraded or unknown; why, as far as anybody claims to know.
import { Badge, type Tone } from "../../parts/badge";
import { Facts } from "../../parts/facts";
import { PostName } from "../../picture/names";
import type { Channel } from "../../picture/picture";
import { full } from "../../picture/times";

const LOOKS: Record<string, { tone: Tone; shape: string }> = {
  open: { tone: "agree", shape: "●" },
  suspended: { tone: "against", shape: "‖" },
  degraded: { tone: "warn", shape: "▲" },
};

function LastCheck({ check }: { check: Channel["last_check"] }) {
  if (!check) return <span class="quiet">no check recorded</span>;
  const { at, answered, words } = check as { at?: string; answered?: string; words?: string };
  return (
    <>
      {at && full(at)} <small>answered: {answered ?? "cannot tell"}</small>
      {words && (
        <small class="quiet" dir="auto">
          {words}
        </small>
      )}
    </>
  );
}

function Line({ channel }: { channel: Channel }) {
  const look = LOOKS[channel.state] ?? { tone: "open" as Tone, shape: "?" };
  const claimed = channel.causes_claimed ?? [];
  return (
    <tr data-channel={channel.id}>
      <th scope="row">
        <bdi>{channel.name}</bdi> <small class="quiet">{channel.kind}</small>
      </th>
      <td>
        <Badge tone={look.tone} shape={look.shape}>
          {channel.state}
        </Badge>
        {channel.cause && (
          <div>
            <Facts of={channel.cause} />
          </div>
        )}
        {claimed.length > 0 && (
          <details>
            <summary>causes claimed</summary>
            <Facts of={claimed} />
          </details>
        )}
      </td>
      <td>
        {channel.posts.map((post, at) => (
          <span key={post}>
            {at > 0 && ", "}
            <PostName id={post} />
          </span>
        ))}
      </td>
      <td>
        <LastCheck check={channel.last_check} />
      </td>
      <td>{channel.next_check ? full(channel.next_check) : <span class="quiet">none scheduled</span>}</td>
    </tr>
  );
}

export function Channels({ channels }: { channels: Channel[] }) {
  if (channels.length === 0) return null;
  return (
    <section aria-labelledby="channels-title">
      <h2 id="channels-title">Channels</h2>
      <div class="table-frame" tabIndex={0} role="group" aria-label="Channels">
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">State</th>
              <th scope="col">Posts</th>
              <th scope="col">Last check</th>
              <th scope="col">Next check</th>
            </tr>
          </thead>
          <tbody>
            {channels.map((channel) => (
              <Line key={channel.id} channel={channel} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
