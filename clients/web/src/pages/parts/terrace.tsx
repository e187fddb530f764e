/** A street of painted doors along the foot of the welcoming pages. Decoration, so nothing says it. */
const houses = [
  ['bottle', 18, 'sunk'],
  ['pillarbox', 14, 'card'],
  ['ochre', 14, 'sun-soft'],
  ['estate', 10, 'card'],
  ['harbour', 10, 'sunk'],
  ['damson', 14, 'card'],
  ['oak', 14, 'sun-soft'],
  ['slate', 18, 'card'],
] as const;

export function Terrace() {
  const streets = [0, 1, 2, 3];
  return (
    <svg class="terrace" viewBox="0 0 1920 88" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      {streets.flatMap((street) =>
        houses.map(([paint, top, wall], index) => (
          <g key={`${street} ${paint}`} transform={`translate(${street * 480 + index * 60} ${top})`}>
            <rect x="1" y="20" width="58" height="58" fill={`var(--${wall})`} />
            <path d="M0 22 8 4h44l8 18z" fill="var(--door-slate)" />
            <path d={`M${index % 2 ? 36 : 10} 78V55a7 7 0 0 1 14 0v23z`} fill={`var(--door-${paint})`} />
            <path d={`M${index % 2 ? 39 : 13} 55a4 4 0 0 1 8 0z`} fill={`var(--${index % 3 ? 'lamp' : 'fanlight'})`} />
            <path
              d={`M${index % 2 ? 10 : 34} 36h15v18h-15zm7.500 0v18m-7.500-9h15`}
              fill={`var(--${index % 2 ? 'lamp' : 'fanlight'})`}
              fill-opacity=".55"
              stroke="var(--edge)"
              stroke-width="1.500"
            />
          </g>
        )),
      )}
    </svg>
  );
}
