package digitlab.notebook;

import digitlab.chart.NetworkPicture;
import digitlab.chart.NetworkPicture.DrawnVolume;
import digitlab.model.Shape;
import digitlab.model.Summary;
import digitlab.model.Volume;
import digitlab.settings.LabException;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** A network: the shapes that the data takes as a picture, and its layers as a table. */
final class NetworkView {
  private NetworkView() {}

  /** The view of a network, or what is wrong with it. */
  static View of(MultiLayerNetwork network) {
    try {
      return of(Summary.of(network));
    } catch (LabException e) {
      return TextView.of(e.getMessage());
    }
  }

  private static View of(Summary summary) {
    View table = TableView.of(summary.table());
    List<DrawnVolume> steps = summary.volumes().stream().map(NetworkView::step).toList();
    View picture = PictureView.of(NetworkPicture.of(steps));
    return new View(picture.html() + table.html(), table.text() + "\n" + picture.text());
  }

  private static DrawnVolume step(Volume volume) {
    List<String> labels = volume.layers().stream().flatMap(NetworkView::lines).toList();
    if (volume.shape() instanceof Shape.Maps maps) {
      return new DrawnVolume(labels, maps.height(), maps.width(), maps.count());
    }
    return new DrawnVolume(labels, 0, 0, volume.shape().numbers());
  }

  /** A layer and its activation below one another: the columns of the picture are narrow. */
  private static Stream<String> lines(String layer) {
    return Stream.of(layer.split(", "));
  }
}
