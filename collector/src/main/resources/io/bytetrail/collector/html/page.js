// Draws what the page tells in figures. Everything is drawn when it comes into view.
'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const root = document.documentElement;
  const colour = name => getComputedStyle(root).getPropertyValue('--' + name).trim();
  const font = getComputedStyle(document.body).fontFamily;
  const escaped = text => text.replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';');

  const three = value => value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
  const bytes = count => {
    const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
    let value = count, unit = 0;
    for (; value >= 1023.5 && unit < units.length - 1; unit++) value /= 1024;
    return (unit === 0 ? String(Math.round(value)) : three(value)) + ' ' + units[unit];
  };
  const nanos = n =>
      n >= 999.5e6 ? three(n / 1e9) + ' s' : n >= 999.5e3 ? three(n / 1e6) + ' ms'
          : n >= 1e3 ? three(n / 1e3) + ' µs' : Math.round(n) + ' ns';
  // Ticks of an axis: round in the unit that they are shown in.
  const short = text => text.replace(/(\.\d*?)0+ /, '$1 ').replace('. ', ' ');
  const rounds = [1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 50, 64, 100, 128, 200, 256, 400, 512];
  const ticks = (most, count, base) => {
    const unit = base ** Math.max(0, Math.floor(Math.log(most / count || 1) / Math.log(base)));
    const interval = (rounds.find(n => n * unit * count >= most) ?? base) * unit;
    return {interval, max: interval * count};
  };

  function tooltip() {
    return {
      backgroundColor: colour('card'), borderColor: colour('line'), confine: true,
      textStyle: {color: colour('ink'), fontFamily: font, fontSize: 13}
    };
  }

  // The copy path, from left to right; on a narrow screen from top to bottom.
  function path(route, width) {
    const down = width < 520;
    const last = new Set(route.nodes.keys());
    route.links.forEach(link => last.delete(link.from));
    const first = new Set(route.nodes.keys());
    route.links.forEach(link => first.delete(link.to));
    const names = {dma: 'DMA', cpu: 'cpu', jvm: 'jvm', reference: 'ref', unknown: '?'};
    const label = {color: colour('ink'), fontFamily: font, fontSize: 12, textBorderWidth: 0};
    return {
      animation: false,
      tooltip: {
        ...tooltip(), trigger: 'item',
        formatter: p => p.dataType === 'edge'
            ? escaped(route.nodes[p.data.from] + ' → ' + route.nodes[p.data.to]) + '<br>'
                + names[p.data.mover] + ' · ' + p.data.text
            : escaped(route.nodes[Number(p.name)])
      },
      series: [{
        type: 'sankey', orient: down ? 'vertical' : 'horizontal', draggable: false, nodeWidth: 9, nodeGap: 22,
        left: down ? 10 : 4, right: down ? 110 : 4, top: down ? 8 : 26, bottom: 8, layoutIterations: 16,
        emphasis: {focus: 'none'},
        data: route.nodes.map((name, i) => ({
          name: String(i),
          itemStyle: {color: colour('station'), borderWidth: 0, borderRadius: 2},
          label: {
            ...label, fontWeight: 600, position: down ? 'right' : 'top',
            align: down ? 'left' : first.has(i) ? 'left' : last.has(i) ? 'right' : 'center',
            offset: down ? [4, 0] : first.has(i) ? [-4, 0] : last.has(i) ? [4, 0] : [0, 0],
            formatter: name.replace(', no NIC', '')
          }
        })),
        links: route.links.map(link => ({
          source: String(link.from), target: String(link.to), value: link.bytes,
          from: link.from, to: link.to, mover: link.mover, text: link.text,
          lineStyle: {color: colour(link.mover), opacity: .62, curveness: .5},
          edgeLabel: {
            ...label, show: true, formatter: names[link.mover] + (down ? ' ' : '\n') + link.text, align: 'center',
            lineHeight: 15
          }
        }))
      }]
    };
  }

  // Above, where the bytes were; below, how long threads waited for them.
  function past(width) {
    const from = [data.fromMillis, ...data.untilMillis.slice(0, -1)];
    const span = from.map((start, i) => Math.max(1, data.untilMillis[i] - start) / 1000);
    const known = data.hit.some(n => n) || data.ahead.some(n => n) || data.stalled.some(n => n);
    // A point stands for its span: a step from its beginning to its end.
    const steps = column => [
      ...column.map((n, i) => [from[i], n / span[i]]),
      [data.untilMillis.at(-1), column.at(-1) / span.at(-1)]
    ];
    const axis = {
      type: 'time', splitNumber: Math.max(2, Math.floor(width / 130)), axisLine: {lineStyle: {color: colour('line')}}, axisTick: {show: false},
      axisLabel: {color: colour('soft'), fontFamily: font, hideOverlap: true,
        formatter: '{HH}:{mm}:{ss}'},
      splitLine: {show: false}, min: data.fromMillis, max: data.untilMillis.at(-1)
    };
    const scale = (name, format, most, count, base) => ({
      type: 'value', ...ticks(Math.max(1, most), count, base), name, nameLocation: 'end', nameGap: 12,
      nameTextStyle: {color: colour('soft'), fontFamily: font, align: 'left', padding: [0, 0, 0, -46]},
      axisLabel: {color: colour('soft'), fontFamily: font, formatter: n => short(format(n))},
      splitLine: {lineStyle: {color: colour('line')}}
    });
    const area = (name, column, shade) => ({
      name, type: 'line', step: 'end', stack: 'cache', symbol: 'none', data: steps(column),
      lineStyle: {width: 0}, itemStyle: {color: colour(shade)}, areaStyle: {color: colour(shade), opacity: .9}
    });
    return {
      animation: false,
      grid: [{left: 66, right: 22, top: 42, height: 132}, {left: 66, right: 22, top: 222, height: 46}],
      tooltip: {
        ...tooltip(), trigger: 'axis', axisPointer: {lineStyle: {color: colour('faint')}},
        formatter: rows => {
          const i = Math.min(rows[0].dataIndex, span.length - 1);
          return new Date(from[i]).toLocaleTimeString() + ' – '
              + new Date(data.untilMillis[i]).toLocaleTimeString() + rows
                  .filter((row, k) => rows.findIndex(r => r.seriesName === row.seriesName) === k)
                  .map(row => '<br>' + row.marker + escaped(row.seriesName) + ' <b>'
                      + (row.seriesName.startsWith('waited') ? nanos(row.value[1]) : bytes(row.value[1])) + '/s</b>')
                  .join('');
        }
      },
      axisPointer: {link: [{xAxisIndex: 'all'}]},
      xAxis: [{...axis, axisLabel: {show: false}}, {...axis, gridIndex: 1}],
      yAxis: [
        scale('bytes a second', bytes, Math.max(...data.file.map((n, i) =>
            Math.max(n, data.hit[i] + data.ahead[i] + data.stalled[i]) / span[i])), 3, 1024),
        {...scale('waited a second', nanos, Math.max(...data.waited.map((n, i) => n / span[i])), 2, 1000),
          gridIndex: 1}
      ],
      series: [
        ...(known ? [area('hit', data.hit, 'hit'), area('read ahead', data.ahead, 'ahead'),
          area('stalled', data.stalled, 'stalled')] : []),
        {name: 'file bytes', type: 'line', step: 'end', symbol: 'none', data: steps(data.file),
          lineStyle: {width: 1.5, color: colour('ink')}, itemStyle: {color: colour('ink')}},
        {name: 'waited', type: 'line', step: 'end', symbol: 'none', xAxisIndex: 1, yAxisIndex: 1, data: steps(data.waited),
          lineStyle: {width: 0}, itemStyle: {color: colour('stalled')},
          areaStyle: {color: colour('stalled'), opacity: .9}}
      ]
    };
  }

  const drawn = new Map();
  function draw(element) {
    let chart = drawn.get(element);
    if (!chart) {
      chart = echarts.init(element, null, {renderer: 'svg'});
      drawn.set(element, chart);
    }
    chart.setOption(
        element.dataset.route === undefined ? past(element.clientWidth) : path(data.routes[element.dataset.route], element.clientWidth),
        true);
  }
  function redraw() {
    drawn.forEach((chart, element) => {
      if (element.clientWidth > 0) {
        chart.resize();
        draw(element);
      }
    });
  }

  const elements = document.querySelectorAll('.chart');
  const inView = new IntersectionObserver(entries => entries.forEach(entry => {
    if (entry.isIntersecting && !drawn.has(entry.target)) {
      draw(entry.target);
    }
    root.dataset.rendered ??= Math.round(performance.now());
  }), {rootMargin: '200px'});
  elements.forEach(element => inView.observe(element));
  if (elements.length === 0) {
    root.dataset.rendered = Math.round(performance.now());
  }

  let width = innerWidth;
  addEventListener('resize', () => {
    if (innerWidth !== width) {
      width = innerWidth;
      redraw();
    }
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

  // On paper: the routes that matter, drawn, in the colours of paper.
  const paper = matchMedia('print');
  paper.addEventListener('change', () => {
    if (paper.matches) {
      document.querySelectorAll('.route[open] .chart, .chart.past').forEach(draw);
    }
    redraw();
  });

  function open() {
    const target = location.hash.startsWith('#r') && document.getElementById(location.hash.slice(1));
    if (target) {
      target.open = true;
      target.scrollIntoView();
    }
  }
  addEventListener('hashchange', open);
  open();

  const find = document.querySelector('.find');
  const routes = [...document.querySelectorAll('.route')];
  if (find && routes.length > 8) {
    find.hidden = false;
    find.firstElementChild.addEventListener('input', event => {
      const words = event.target.value.toLowerCase().split(/\s+/);
      routes.forEach(route => {
        const text = route.firstElementChild.textContent.toLowerCase()
            + route.querySelector('.full').textContent.toLowerCase();
        route.hidden = !words.every(word => text.includes(word));
      });
    });
  }
})();
