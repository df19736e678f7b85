// How wide an element is now: drawings are made at their true size, so that their words stay legible.
import { useEffect, useRef, useState } from "preact/hooks";

export function useWidth<E extends HTMLElement>(first: number) {
  const place = useRef<E>(null);
  const [width, setWidth] = useState(first);
  useEffect(() => {
    if (!place.current) return;
    const watch = new ResizeObserver(([entry]) => entry && entry.contentRect.width > 0 && setWidth(Math.round(entry.contentRect.width)));
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  return { place, width };
}
